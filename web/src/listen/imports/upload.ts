import { answer, api, ProblemError } from '../../app/api';
import { queries } from '../../app/session';
import { type Import, readImport } from './reads';

const partBytes = 1 << 20;
const waitMs = [1000, 2000, 5000, 15000];
const place = 'kuulo-import-unfinished';

/** A file that was not sent to its end. The browser cannot open it again by itself, but it knows it when it is chosen again. */
export interface Unfinished {
  id: string;
  name: string;
  size: number;
  modified: number;
}

export function unfinished(): Unfinished | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as Unfinished | null;
    return kept && typeof kept.id === 'string' ? kept : undefined;
  } catch {
    return undefined;
  }
}

export function forgetUnfinished(): void {
  localStorage.removeItem(place);
}

function keep(one: Unfinished): void {
  try {
    localStorage.setItem(place, JSON.stringify(one));
  } catch {
    // no room: the upload goes on, only a reload would begin anew
  }
}

export interface Progress {
  share: number;
  broken: boolean;
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

/** What passes by itself: no connection, a server that starts or has much to do, a cut-off part that it still writes. */
function passes(error: unknown): boolean {
  if (!(error instanceof ProblemError)) return error instanceof TypeError;
  return (error.status >= 500 && error.status !== 507) || error.status === 429 || error.slug === 'busy';
}

/** Until the network is said to be back, or for a while. */
function pause(tries: number): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      resolve();
    };
    const timer = setTimeout(end, waitMs[Math.min(tries, waitMs.length - 1)]);
    addEventListener('online', end);
  });
}

/** The upload of this very file that was broken off, if the server still waits for it. */
async function begun(file: File): Promise<Import | undefined> {
  const kept = unfinished();
  const same = kept && kept.name === file.name && kept.size === file.size && kept.modified === file.lastModified;
  if (!same) return undefined;
  const found = await readImport(kept.id).catch((error: unknown) => {
    if (error instanceof ProblemError && error.status === 404) return undefined;
    throw error;
  });
  return found?.state === 'uploading' && found.bytes === file.size ? found : undefined;
}

/** The whole file, a part at a time, as this kind unless it was begun as another; told(…) as it goes. What breaks off goes on from what the server has; after stop nothing is sent. */
export async function sendFile(kind: Import['kind'], file: File, told: (progress: Progress) => void, stop: AbortSignal): Promise<Import> {
  const body = { name: file.name.slice(0, 200), bytes: file.size };
  let now = (await begun(file)) ?? (await answer(api.POST('/api/v1/imports', { params: { query: { kind } }, body })));
  keep({ id: now.id, name: file.name, size: file.size, modified: file.lastModified });
  for (let tries = 0; now.received < now.bytes; ) {
    try {
      if (tries > 0) now = await readImport(now.id);
      const n = Math.floor(now.received / partBytes);
      if (now.received < now.bytes) now = await sendPart(now.id, n, file.slice(n * partBytes, (n + 1) * partBytes));
      tries = 0;
    } catch (error) {
      if (!passes(error)) throw error;
      told({ share: now.received / now.bytes, broken: true });
      await pause(tries++);
    }
    stop.throwIfAborted();
    if (tries === 0) told({ share: now.received / now.bytes, broken: false });
  }
  forgetUnfinished();
  queries.removeQueries({ queryKey: ['import', now.id] }); // what was read of it while it was on its way
  return now;
}
