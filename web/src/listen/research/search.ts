/** The filters of the notes. They live in the URL, so that a disagreement can be sent to the other coder. */
export const shows = ['open', 'coded', 'differing'] as const;
export const noteKinds = ['interview', 'diary', 'quote', 'observation'] as const;

export interface NoteFilters {
  show?: (typeof shows)[number];
  kind?: (typeof noteKinds)[number];
  code?: string;
  coder?: number;
  touchpoint?: string;
  element?: string;
}

const slugOf = (value: unknown) => (typeof value === 'string' && /^[a-z0-9_-]{1,64}$/.test(value) ? value : undefined);

export function readNoteFilters(search: Record<string, unknown>): NoteFilters {
  const coder = Number(search.coder);
  const filters: NoteFilters = {
    show: shows.find((one) => one === search.show),
    kind: noteKinds.find((one) => one === search.kind),
    code: slugOf(search.code),
    coder: Number.isSafeInteger(coder) && coder > 0 ? coder : undefined,
    touchpoint: slugOf(search.touchpoint),
    element: slugOf(search.element),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
