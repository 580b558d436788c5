import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../design/Section';
import css from './Share.module.css';
import { usePublishedSurveys } from './useShare';

const ShareDialog = lazy(() => import('./ShareDialog').then((module) => ({ default: module.ShareDialog })));

/** One click from the morning picture to a link a customer can answer. */
export function Share() {
  const { t } = useTranslation('today');
  const surveys = usePublishedSurveys().data;
  const [open, setOpen] = useState(false);
  if (!surveys) return null;
  return (
    <Section title={t('share_title')}>
      <p className="small">{t(surveys.length > 0 ? 'share_text' : 'share_none')}</p>
      <div className={css.action}>
        {surveys.length > 0 ? (
          <Button onClick={() => setOpen(true)}>{t('share_button')}</Button>
        ) : (
          <Button component={Link} to="/surveys">
            {t('share_make')}
          </Button>
        )}
      </div>
      {open && (
        <Suspense>
          <ShareDialog surveys={surveys} close={() => setOpen(false)} />
        </Suspense>
      )}
    </Section>
  );
}
