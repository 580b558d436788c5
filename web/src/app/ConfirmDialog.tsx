import '../design/forms';
import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../design/Dialog';
import css from './ConfirmDialog.module.css';
import { useDeed } from './useDeed';

interface ConfirmDialogProps {
  title: string;
  /** what will be so afterwards, and what cannot be undone */
  children: ReactNode;
  /** the verb on the button */
  verb: string;
  run: () => Promise<unknown>;
  close: () => void;
}

/** Before something that cannot be taken back. Stays open with the reason when it did not work. */
export function ConfirmDialog({ title, children, verb, run, close }: ConfirmDialogProps) {
  const { t } = useTranslation('common');
  const deed = useDeed();
  const go = async () => {
    if (await deed.run(run)) close();
  };
  return (
    <Dialog title={title} close={close}>
      <p>{children}</p>
      {deed.failure && (
        <p role="alert" className={css.failure}>
          {deed.failure}
        </p>
      )}
      <div className={css.buttons}>
        <Button disabled={deed.busy} onClick={go}>
          {verb}
        </Button>
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
      </div>
    </Dialog>
  );
}
