import '../../design/forms';
import { Button, FileButton, Progress } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeed } from '../../app/useDeed';
import css from './Imports.module.css';
import type { Import } from './reads';
import { Unfinished } from './Unfinished';
import { sendFile } from './upload';

interface SendFileProps {
  kind: Import['kind'];
  /** what the file dialogue offers; all files when not said */
  accept?: string;
  /** all of it has arrived */
  sent: (found: Import) => Promise<void> | void;
}

/** A file chosen or dropped, and sent. */
export function SendFile({ kind, accept, sent }: SendFileProps) {
  const { t } = useTranslation('imports');
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
      await sent(await sendFile(kind, file, setProgress, leaving.current.signal));
    });
  };
  return (
    <>
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
    </>
  );
}
