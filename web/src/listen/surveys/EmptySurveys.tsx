import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../../design/EmptyState';
import css from './EmptySurveys.module.css';

/** A question as the customer will see it, drawn and not alive. */
function Picture() {
  const { t } = useTranslation('surveys');
  return (
    <div className={css.picture}>
      <b>{t('picture_question')}</b>
      <div className={css.row}>
        {Array.from({ length: 11 }, (_, score) => score).map((score) => (
          <i key={score} className={score === 9 ? css.chosen : ''}>
            {score}
          </i>
        ))}
      </div>
      <div className={css.ends}>
        <span>{t('picture_low')}</span>
        <span>{t('picture_high')}</span>
      </div>
    </div>
  );
}

export function EmptySurveys({ action }: { action: ReactNode }) {
  const { t } = useTranslation('surveys');
  return <EmptyState title={t('empty_title')} text={t('empty_text')} action={action} picture={<Picture />} />;
}
