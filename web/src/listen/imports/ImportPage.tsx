import '../../design/forms';
import { Button, FileButton, NativeSelect, Progress } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useDeed } from '../../app/useDeed';
import { LeadSentence } from '../../design/LeadSentence';
import { Explain } from './Explain';
import css from './Imports.module.css';
import { type Kind, kinds } from './mapping';
import { Outcome } from './Outcome';
import { useImport } from './reads';
import { Unfinished } from './Unfinished';
import { sendFile } from './upload';

const accept = '.csv,.tsv,.txt,.gz,text/csv';

/** What the file holds, and the file: chosen or dropped. */
function Choose({ kind, begun }: { kind: Kind; begun: (id: string, kind: Kind) => void }) {
  const { t } = useTranslation('imports');
  const [chosen, setChosen] = useState(kind);
  const [progress, setProgress] = useState({ share: 0, broken: false });
  const leaving = useRef(new AbortController());
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current.abort();
  }, []);
  const deed = useDeed();
  const send = async (file: File | null | undefined) => {
    if (!file) return;
    setProgress({ share: 0, broken: false });
    await deed.run(async () => {
      const sent = await sendFile(chosen, file, setProgress, leaving.current.signal);
      begun(sent.id, sent.kind);
    });
  };
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
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping a file is an extra; the button does the same */}
        <div
          className={css.drop}
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault();
            void send(event.dataTransfer.files[0]);
          }}
        >
          <FileButton accept={accept} onChange={send}>
            {(props) => (
              <Button {...props} disabled={deed.busy}>
                {t('choose')}
              </Button>
            )}
          </FileButton>
          <span>{t('drop')}</span>
        </div>
        {!deed.busy && <Unfinished />}
        {deed.busy && <Progress value={100 * progress.share} aria-label={t('sending')} />}
        <p role="status">{deed.busy && progress.broken && t('broken')}</p>
        {deed.failure && (
          <p role="alert" className={css.failure}>
            {deed.failure}
          </p>
        )}
      </div>
    </>
  );
}

/** A file brought in: chosen, explained, run. */
export function ImportPage() {
  const { kind = 'encounters', id } = useSearch({ strict: false }) as { kind?: Kind; id?: string };
  const navigate = useNavigate();
  const found = useImport(id);
  const go = (next?: string, as: Kind = kind) => navigate({ to: '/events/import', search: { kind: as, id: next } });
  const state = found.data?.state;
  return (
    <>
      <ScreenLine />
      {(!id || state === 'uploading') && <Choose kind={kind} begun={go} />}
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
