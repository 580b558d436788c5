import { Button, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { saveCsv } from '../../app/csv';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import css from './Imports.module.css';
import { type Import, useRejects } from './reads';
import { writeRejects } from './rejects';
import { useRowProblem } from './useRowProblem';

const shown = 10;

/** The first rows that were left out, and all of them as a file, with the reasons in the reader's language. */
function LeftOut({ found }: { found: Import }) {
  const { t } = useTranslation('imports');
  const { told, reasonOf } = useRowProblem();
  const rejects = useRejects(found.id).data;
  if (!rejects) return null;
  const save = () => saveCsv('rejects.csv', writeRejects(rejects, reasonOf));
  return (
    <div className={css.left}>
      <p>{t('left_out_some')}</p>
      <ul className={css.problems}>
        {rejects.slice(0, shown).map((one) => (
          <li key={one.row}>{told(one)}</li>
        ))}
      </ul>
      <p>
        <Button variant="default" onClick={save}>
          {t('rejects')}
        </Button>
      </p>
    </div>
  );
}

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
      {!running && found.rejected > 0 && <LeftOut found={found} />}
      {!running && (
        <div className={css.buttons}>
          <Button onClick={another}>{t('another')}</Button>
        </div>
      )}
    </>
  );
}
