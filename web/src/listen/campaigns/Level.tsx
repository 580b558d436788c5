import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import css from './Campaigns.module.css';

/** What asking by the calendar is on the way of the four levels, and what the next one would be. */
export function Level() {
  const { t } = useTranslation('campaigns');
  return (
    <aside className={css.level} aria-label={t('level.name')}>
      <p className={css.mark}>
        <b>{t('level.mark')}</b> {t('level.name')}
      </p>
      <p>{t('level.what')}</p>
      <p>
        <Trans t={t} i18nKey="level.next" components={{ rule: <Link className="act" to="/asking" /> }} />
      </p>
    </aside>
  );
}
