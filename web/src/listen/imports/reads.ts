import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';
import type { ImportMap, Kind } from './mapping';

export type Import = Schema['Import'];
export type ImportColumn = Schema['ImportColumn'];
export type Preview = Schema['ImportPreview'];

const partBytes = 1 << 20;
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

async function sendPart(id: string, n: number, bytes: Blob): Promise<Import> {
  return await answer(
    api.PUT('/api/v1/imports/{id}/parts/{n}', {
      params: { path: { id, n: String(n) } },
      body: bytes as unknown as string,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { 'Content-Type': 'application/octet-stream' },
    }),
  );
}

/** The whole file, a part at a time; told(share) as it goes. */
export async function sendFile(kind: Kind, file: File, told: (share: number) => void): Promise<string> {
  const body = { name: file.name.slice(0, 200), bytes: file.size };
  const { id } = await answer(api.POST('/api/v1/imports', { params: { query: { kind } }, body }));
  for (let n = 0; n * partBytes < file.size; n++) {
    const now = await sendPart(id, n, file.slice(n * partBytes, (n + 1) * partBytes));
    told(now.received / now.bytes);
  }
  return id;
}

export async function runImport(id: string): Promise<void> {
  queries.setQueryData(['import', id], await answer(api.POST('/api/v1/imports/{id}/run', at(id))));
}

export async function removeImport(id: string): Promise<void> {
  await answer(api.DELETE('/api/v1/imports/{id}', at(id)));
  queries.removeQueries({ queryKey: ['import', id] });
}
