import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './Journeys.module.css';
import type { JourneyDraft } from './useJourneyDraft';

/** Whether what is drawn is kept, and the button that keeps it. */
export function JourneyTold({ editor }: { editor: JourneyDraft }) {
  const { t } = useTranslation('journey');
  return (
    <div className={css.told}>
      <span role="status">
        {editor.changed && !editor.failure && !editor.conflict && t('unsaved')}
        {editor.saved && t('saved')}
      </span>
      {editor.failure && <span role="alert">{editor.failure}</span>}
      {editor.conflict && (
        <span role="alert">
          {t('conflict')}{' '}
          <Button size="compact-sm" variant="default" onClick={() => window.location.reload()}>
            {t('read_again')}
          </Button>
        </span>
      )}
      <Button size="sm" disabled={!editor.changed || editor.saving} onClick={() => editor.save()}>
        {t('save')}
      </Button>
    </div>
  );
}
