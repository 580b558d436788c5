import { Button } from '@mantine/core';
import { Link, Navigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Quote } from '../../design/Quote';
import table from '../Table.module.css';
import { NoteFilterRow } from './NoteFilterRow';
import { NoteList } from './NoteList';
import css from './Research.module.css';
import { ResearchLine } from './ResearchLine';
import { type CodingFigures, type Note, useCodes, useCodingFigures, useNotes } from './reads';
import { type NoteFilters, readNoteFilters } from './search';

const NoteForm = lazy(() => import('./NoteForm').then((module) => ({ default: module.NoteForm })));

function Lead({ figures }: { figures: CodingFigures }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const left = figures.notes - figures.coded;
  const values = { notes: format.count(figures.notes), left: format.count(left) };
  return (
    <LeadSentence>
      <Trans t={t} i18nKey="notes_lead" count={figures.notes} values={values} components={{ b: <b /> }} />{' '}
      {left > 0 ? t('notes_left', { count: left, n: format.count(left) }) : t('notes_all_coded')}
    </LeadSentence>
  );
}

function Picture() {
  const { t } = useTranslation('research');
  return (
    <div className={css.picture}>
      <Quote text={t('picture_quote')} language="" />
      <p>
        <kbd>1</kbd> {t('picture_code')}
      </p>
    </div>
  );
}

function Notes() {
  const { t } = useTranslation(['research', 'common']);
  const filters: NoteFilters = readNoteFilters(useSearch({ strict: false }) as Record<string, unknown>);
  const filtered = Object.keys(filters).length > 0;
  const pages = useNotes(filters, true);
  const codes = useCodes().data;
  const figures = useCodingFigures().data;
  const notes = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const [editing, setEditing] = useState<{ note?: Note } | null>(null);
  const empty = pages.data !== undefined && notes.length === 0 && !filtered;
  const add = (
    <Button size="sm" onClick={() => setEditing({})}>
      {t('note_add')}
    </Button>
  );
  return (
    <>
      <ResearchLine right={!empty && add} />
      {pages.error && notes.length === 0 && <Failure error={pages.error} />}
      {empty && <EmptyState title={t('empty_title')} text={t('empty_text')} action={add} picture={<Picture />} />}
      {!empty && pages.data && (
        <>
          {figures && <Lead figures={figures} />}
          <NoteFilterRow filters={filters} codes={codes ?? []} />
          {notes.length === 0 && <p className={css.none}>{t('none_found')}</p>}
          {codes?.length === 0 && (
            <p className={css.hint}>
              {t('no_codes')}{' '}
              <Link className="act" to="/research/codes">
                {t('no_codes_act')}
              </Link>
            </p>
          )}
          {codes && notes.length > 0 && <NoteList notes={notes} codes={codes} edit={(note) => setEditing({ note })} />}
          {pages.hasNextPage && (
            <div className={table.more}>
              <Button variant="default" disabled={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
                {t('common:more')}
              </Button>
            </div>
          )}
        </>
      )}
      {editing && (
        <Suspense>
          <NoteForm note={editing.note} close={() => setEditing(null)} />
        </Suspense>
      )}
    </>
  );
}

/** What people said and what was seen, and what it is about. Who may not read notes sees the media weeks. */
export function NotesPage() {
  return useMay('manager') ? <Notes /> : <Navigate to="/research/media" replace />;
}
