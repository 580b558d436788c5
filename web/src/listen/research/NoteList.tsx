import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeysDialog } from './KeysDialog';
import { NoteItem } from './NoteItem';
import css from './Research.module.css';
import type { Code, Note } from './reads';
import { useCoding } from './useCoding';

interface NoteListProps {
  notes: Note[];
  codes: Code[];
  edit: (note: Note) => void;
}

/** The notes, the newest first; one is open and is coded with the keyboard. Keys are heard only while the focus is in the list. */
export function NoteList({ notes, codes, edit }: NoteListProps) {
  const { t } = useTranslation('research');
  const [help, setHelp] = useState(false);
  const coding = useCoding(notes, codes, () => setHelp(true));
  const list = useRef<HTMLOListElement>(null);
  const id = coding.current?.id;
  useEffect(() => {
    if (id !== undefined) list.current?.querySelector<HTMLElement>(`[data-note="${id}"]`)?.focus();
  }, [id]);
  const first = notes.find((note) => note.mine === undefined && note.text !== undefined);
  return (
    <>
      <p className={css.keysLine}>
        {first && codes.some((code) => !code.retired) && !coding.current && (
          <Button size="sm" variant="default" onClick={() => coding.open(first.id)}>
            {t('begin')}
          </Button>
        )}
        <button type="button" className="act" onClick={() => setHelp(true)}>
          {t('keys')}
        </button>
      </p>
      {/* Every key has its button; the list only hears them while one is in it. */}
      <ol ref={list} className={css.notes} aria-label={t('notes')} onKeyDown={coding.press}>
        {notes.map((note) => (
          <NoteItem key={note.id} note={note} codes={codes} coding={coding} edit={edit} />
        ))}
      </ol>
      {help && <KeysDialog codes={codes} keys={coding.keys} close={() => setHelp(false)} />}
    </>
  );
}
