import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import css from './DialogEnd.module.css';
import type { Deed } from './useDeed';

interface DialogEndProps {
  deed: Deed;
  close: () => void;
  /** what the first button says; "Save" unless said */
  verb?: string;
  /** something is missing yet */
  disabled?: boolean;
  /** further buttons */
  children?: ReactNode;
}

/** How the form in a dialog ends: what went wrong, the deed, and the way out. */
export function DialogEnd({ deed, close, verb, disabled = false, children }: DialogEndProps) {
  const { t } = useTranslation('common');
  return (
    <>
      {deed.failure && (
        <p role="alert" className={css.failure}>
          {deed.failure}
        </p>
      )}
      <div className={css.buttons}>
        <Button type="submit" disabled={deed.busy || disabled}>
          {verb ?? t('save')}
        </Button>
        <Button variant="default" onClick={close}>
          {t('cancel')}
        </Button>
        {children}
      </div>
    </>
  );
}
