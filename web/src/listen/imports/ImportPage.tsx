import '../../design/forms';
import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { LeadSentence } from '../../design/LeadSentence';
import { Explain } from './Explain';
import css from './Imports.module.css';
import { type Kind, kinds } from './mapping';
import { Outcome } from './Outcome';
import { type Import, useImport } from './reads';
import { SendFile } from './SendFile';

const accept = '.csv,.tsv,.txt,.gz,text/csv';

/** What the file holds, and the file: chosen or dropped. */
function Choose({ kind, begun }: { kind: Kind; begun: (found: Import) => void }) {
  const { t } = useTranslation('imports');
  const [chosen, setChosen] = useState(kind);
  return (
    <>
      <LeadSentence>{t('lead')}</LeadSentence>
      <p className={css.text}>{t('lead_text')}</p>
      <div className={css.choose}>
        <NativeSelect
          label={t('kind')}
          value={chosen}
          data={kinds.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
          onChange={(event) => setChosen(event.currentTarget.value as Kind)}
        />
        <SendFile kind={chosen} accept={accept} sent={begun} />
      </div>
    </>
  );
}

/** A survey has a page of its own. */
const rowsOf = (kind: Import['kind']): Kind => (kind === 'survey' ? 'responses' : kind);

/** A file brought in: chosen, explained, run. */
export function ImportPage() {
  const { kind = 'encounters', id } = useSearch({ strict: false }) as { kind?: Kind; id?: string };
  const navigate = useNavigate();
  const found = useImport(id);
  const go = (next?: Import, as: Import['kind'] = kind) => navigate({ to: '/events/import', search: { kind: rowsOf(as), id: next?.id } });
  const state = found.data?.state;
  return (
    <>
      <ScreenLine />
      {(!id || state === 'uploading') && <Choose kind={kind} begun={(file) => void go(file, file.kind)} />}
      {id && found.error && !found.data && <Failure error={found.error} />}
      {id && found.data && (state === 'ready' || state === 'failed') && (
        <Explain key={id} found={found.data} gone={() => go(undefined, found.data.kind)} />
      )}
      {id && found.data && (state === 'running' || state === 'done') && (
        <Outcome found={found.data} another={() => go(undefined, found.data.kind)} />
      )}
    </>
  );
}
