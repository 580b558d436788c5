import '../../design/forms';
import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import css from '../Settings.module.css';
import { liftSuppression, type Suppression } from './suppressions';

/** Before an address is written to again: what it means, and for a person's own wish, that they have asked for it. */
export function LiftDialog({ of: entry, close }: { of: Suppression; close: (lifted: boolean) => void }) {
  const { t } = useTranslation(['mail', 'common']);
  const deed = useDeed();
  const [askedAgain, setAskedAgain] = useState(false);
  const wished = entry.reason !== 'bounced';
  const lift = async () => {
    if (await deed.run(() => liftSuppression(entry.id, askedAgain))) close(true);
  };
  return (
    <Dialog title={t('lift_title')} close={() => close(false)}>
      <div className={css.form}>
        <p>{t(`lift_text.${entry.reason}`)}</p>
        {wished && (
          <Checkbox label={t('asked_again')} checked={askedAgain} onChange={(event) => setAskedAgain(event.currentTarget.checked)} />
        )}
        <p className="small">{t('lift_trail')}</p>
        {deed.failure && (
          <p role="alert" className={css.failure}>
            {deed.failure}
          </p>
        )}
        <div className={css.row}>
          <Button disabled={deed.busy || (wished && !askedAgain)} onClick={lift}>
            {t('lift')}
          </Button>
          <Button variant="default" onClick={() => close(false)}>
            {t('common:cancel')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
