import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';
import type { NoteFilters } from './search';

export type Note = Schema['Note'];
export type NoteIn = Schema['note_in'];
export type Code = Schema['Code'];
export type CodeIn = Schema['code_in'];
export type Coding = Schema['Coding'];
export type Agreement = Schema['Agreement'];
export type CodingFigures = Schema['CodingFigures'];
export type Exposure = Schema['MediaExposure'];
export type ExposureIn = Schema['media_exposure_in'];
export type By = 'touchpoint' | 'segment' | 'week';

const at = (id: number) => ({ params: { path: { id: String(id) } } });
type Pages = { pages: { items: Note[]; next?: string }[]; pageParams: unknown[] };

export function useNotes({ show, ...filters }: NoteFilters, enabled: boolean) {
  const query = { ...filters, ...(show && { mine: show }), limit: 50 };
  return useInfiniteQuery({
    queryKey: ['note_pages', query],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answer(api.GET('/api/v1/notes', { params: { query: { ...query, ...(pageParam && { cursor: pageParam }) } } })),
    getNextPageParam: (page) => page.next || undefined,
    placeholderData: keepPreviousData,
    staleTime: 0,
    enabled,
  });
}

export function useCodes(enabled = true) {
  return useQuery({ queryKey: ['codes'], queryFn: async () => (await answer(api.GET('/api/v1/codes'))).items, enabled });
}

/** Who coded the note, and what they chose once one's own coding is in. */
export function useCodings(note: number) {
  return useQuery({
    queryKey: ['codings', note],
    queryFn: async () => (await answer(api.GET('/api/v1/notes/{id}/codings', at(note)))).items,
  });
}

export function useCodingFigures(by?: By, enabled = true) {
  return useQuery({
    queryKey: ['coding_figures', by],
    queryFn: () => answer(api.GET('/api/v1/coding-figures', { params: { query: by ? { by } : {} } })),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function useMedia(from: string, to: string) {
  return useQuery({
    queryKey: ['media', from, to],
    queryFn: async () => (await answer(api.GET('/api/v1/media-exposures', { params: { query: { from, to } } }))).items,
    placeholderData: keepPreviousData,
  });
}

const fresh = (...names: string[]) => {
  for (const name of names) void queries.invalidateQueries({ queryKey: [name] });
};

export async function saveNote(body: NoteIn, note?: Note): Promise<void> {
  if (note) await answer(api.PUT('/api/v1/notes/{id}', { ...at(note.id), body, headers: { 'If-Match': `"${note.revision}"` } }));
  else await answer(api.POST('/api/v1/notes', { body }));
  fresh('note_pages', 'coding_figures', 'elements');
}

export async function removeNote(id: number): Promise<void> {
  await answer(api.DELETE('/api/v1/notes/{id}', at(id)));
  fresh('note_pages', 'coding_figures', 'elements');
}

/** The note stays where it is in the lists on screen, whatever they are filtered by: rows must not move under the one who codes. */
export async function saveCoding(id: number, codes: string[]): Promise<void> {
  const { items } = await answer(api.PUT('/api/v1/notes/{id}/codings', { ...at(id), body: { codes } }));
  queries.setQueryData(['codings', id], items);
  const coded = (note: Note) => (note.id === id ? { ...note, mine: codes, codings: items.length } : note);
  queries.setQueriesData<Pages>(
    { queryKey: ['note_pages'] },
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(coded) })) },
  );
  fresh('coding_figures');
}

export async function saveCode(body: CodeIn, code?: Code): Promise<void> {
  const path = { slug: body.slug };
  if (code) await answer(api.PUT('/api/v1/codes/{slug}', { params: { path }, body, headers: { 'If-Match': `"${code.revision}"` } }));
  else await answer(api.POST('/api/v1/codes', { body }));
  fresh('codes', 'coding_figures');
}

export async function saveExposure(item: ExposureIn): Promise<void> {
  await answer(api.PUT('/api/v1/media-exposures', { body: { items: [item] } }));
  fresh('media');
}
