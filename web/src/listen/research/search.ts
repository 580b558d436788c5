/** The filters of the notes. They live in the URL, so that a disagreement can be sent to the other coder. */
export const shows = ['open', 'coded', 'differing'] as const;
export const noteKinds = ['interview', 'diary', 'quote', 'observation'] as const;

export interface NoteFilters {
  show?: (typeof shows)[number];
  kind?: (typeof noteKinds)[number];
  code?: string;
  coder?: number;
}

export function readNoteFilters(search: Record<string, unknown>): NoteFilters {
  const coder = Number(search.coder);
  const filters: NoteFilters = {
    show: shows.find((one) => one === search.show),
    kind: noteKinds.find((one) => one === search.kind),
    code: typeof search.code === 'string' && /^[a-z0-9-]{1,64}$/.test(search.code) ? search.code : undefined,
    coder: Number.isSafeInteger(coder) && coder > 0 ? coder : undefined,
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
