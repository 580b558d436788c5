import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import css from './Imports.module.css';
import type { Import } from './reads';

/** How far the run is, then what became of the rows. */
export function Outcome({ found, another }: { found: Import; another: () => void }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const counts = {
    rows: format.count(found.rows),
    stored: format.count(found.stored),
    repeated: format.count(found.repeated),
    rejected: format.count(found.rejected),
  };
  const running = found.state === 'running';
  return (
    <>
      <LeadSentence>{t(running ? 'running' : 'done', { name: found.name })}</LeadSentence>
      {running && <Progress value={(100 * found.bytes_read) / found.bytes} aria-label={t('running', { name: found.name })} />}
      <p className={css.text} role="status">
        {t('counts', counts)}
      </p>
      {!running && (
        <div className={css.buttons}>
          {found.rejected > 0 && (
            <Button component="a" href={`/api/v1/imports/${found.id}/rejects`} variant="default">
              {t('rejects')}
            </Button>
          )}
          <Button onClick={another}>{t('another')}</Button>
        </div>
      )}
    </>
  );
}
