import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';
import type { ImportMap } from './mapping';
import { type Reject, readRejects } from './rejects';

export type Import = Schema['Import'];
export type ImportColumn = Schema['ImportColumn'];
export type Preview = Schema['ImportPreview'];

const lookEveryMs = 700;

const at = (id: string) => ({ params: { path: { id } } });

export function readImport(id: string): Promise<Import> {
  return answer(api.GET('/api/v1/imports/{id}', at(id)));
}

/** The import as it stands; while it runs it is read again and again. */
export function useImport(id: string | undefined) {
  return useQuery({
    queryKey: ['import', id],
    queryFn: () => readImport(id ?? ''),
    enabled: id !== undefined,
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? lookEveryMs : false),
    retry: false,
  });
}

/** What the first rows become under this map. */
export function usePreview(id: string, map: ImportMap) {
  return useQuery({
    queryKey: ['import_preview', id, map],
    queryFn: async () => await answer(api.PUT('/api/v1/imports/{id}/map', { ...at(id), body: map })),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  });
}

export async function runImport(id: string): Promise<void> {
  queries.setQueryData(['import', id], await answer(api.POST('/api/v1/imports/{id}/run', at(id))));
}

export async function removeImport(id: string): Promise<void> {
  await answer(api.DELETE('/api/v1/imports/{id}', at(id)));
  queries.removeQueries({ queryKey: ['import', id] });
}

/** The rows that were left out, at most 100,000. */
export function useRejects(id: string) {
  return useQuery({
    queryKey: ['import_rejects', id],
    queryFn: async (): Promise<Reject[]> =>
      readRejects(await answer(api.GET('/api/v1/imports/{id}/rejects', { ...at(id), parseAs: 'text' as const }))),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
