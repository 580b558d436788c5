/** What the columns of a file mean: the map of docs/guide/import.md, changed a column at a time. Pure. */
export type Kind = 'encounters' | 'customers' | 'responses' | 'media';
export const kinds: Kind[] = ['encounters', 'customers', 'responses', 'media'];

export interface Target {
  column?: string;
  /** Of several choices, a column for each: choice → column. */
  columns?: Record<string, string>;
  value?: string;
  format?: string;
  map?: Record<string, string>;
  type?: 'number';
}
type Given = string | Target;

export interface ImportMap {
  key?: string | string[];
  /** Rows behind the header that explain the columns. */
  skip?: number;
  survey?: { slug: string };
  attributes?: Record<string, Given>;
  /** What a customer brought, by year. */
  margins?: Record<string, Given>;
  answers?: Record<string, Given>;
  [field: string]: unknown;
}

export const meanings: Record<Kind, string[]> = {
  encounters: ['at', 'touchpoint', 'channel', 'customer', 'unit', 'effect', 'initiator'],
  customers: ['customer', 'name', 'email', 'phone', 'language', 'margin', 'consent_surveys', 'contact_ban'],
  responses: ['at', 'touchpoint', 'channel', 'customer', 'unit', 'language'],
  media: ['week', 'medium', 'daypart', 'segment', 'spend', 'contacts'],
};

/** Fields whose column has a format of its own. */
export function isTime(field: string): boolean {
  return field === 'at' || field === 'week';
}

function target(given: unknown): Target {
  return typeof given === 'string' ? { column: given } : ((given as Target) ?? {});
}

export function targetOf(map: ImportMap, field: string): Target | undefined {
  return map[field] === undefined ? undefined : target(map[field]);
}

function keysOf(map: ImportMap): string[] {
  return map.key === undefined ? [] : Array.isArray(map.key) ? map.key : [map.key];
}

function named(group: Record<string, Given> | undefined, column: string): string | undefined {
  return Object.entries(group ?? {}).find(([, given]) => target(given).column === column)?.[0];
}

/** The choice of a question whose flag stands in the column. */
function chosenIn(map: ImportMap, column: string): string | undefined {
  for (const [question, given] of Object.entries(map.answers ?? {}))
    for (const [choice, name] of Object.entries(target(given).columns ?? {})) if (name === column) return `chosen:${question}:${choice}`;
  return undefined;
}

/** "at", "margin:2025", "answer:recommend", "chosen:brands:acme", "attribute", "key"; empty: left out. */
export function meaningOf(map: ImportMap, kind: Kind, column: string): string {
  const field = meanings[kind].find((name) => targetOf(map, name)?.column === column);
  if (field) return field;
  const question = named(map.answers, column);
  if (question !== undefined) return `answer:${question}`;
  const chosen = chosenIn(map, column);
  if (chosen !== undefined) return chosen;
  if (named(map.attributes, column) !== undefined) return 'attribute';
  const year = named(map.margins, column);
  if (year !== undefined) return `margin:${year}`;
  return keysOf(map).includes(column) ? 'key' : '';
}

function withoutColumn(given: Given, column: string): Given | undefined {
  const { columns, ...rest } = target(given);
  if (!columns) return target(given).column === column ? undefined : given;
  const left = Object.entries(columns).filter(([, name]) => name !== column);
  return left.length > 0 ? { ...rest, columns: Object.fromEntries(left) } : undefined;
}

function without(group: Record<string, Given> | undefined, column: string) {
  const left = Object.entries(group ?? {}).flatMap(([name, given]) => {
    const kept = withoutColumn(given, column);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

function cleared(map: ImportMap, kind: Kind, column: string): ImportMap {
  const keys = keysOf(map).filter((name) => name !== column);
  const next: ImportMap = {
    ...map,
    attributes: without(map.attributes, column),
    margins: without(map.margins, column),
    answers: without(map.answers, column),
  };
  for (const field of meanings[kind]) if (targetOf(map, field)?.column === column) delete next[field];
  next.key = keys.length === 0 ? undefined : keys.length === 1 ? keys[0] : keys;
  return compact(next);
}

function compact(map: ImportMap): ImportMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

/** A meaning has one column: what stood there before is left out. */
export function withMeaning(map: ImportMap, kind: Kind, column: string, meaning: string, format?: string): ImportMap {
  const next = cleared(map, kind, column);
  if (meaning === '') return next;
  if (meaning === 'key') return { ...next, key: [...keysOf(next), column].slice(0, 8) };
  if (meaning === 'attribute') return { ...next, attributes: { ...next.attributes, [column.slice(0, 40)]: column } };
  if (meaning.startsWith('margin:')) return { ...next, margins: { ...next.margins, [meaning.slice(7)]: column } };
  if (meaning.startsWith('chosen:')) {
    const [, question = '', choice = ''] = meaning.split(':');
    const columns = { ...target(next.answers?.[question]).columns, [choice]: column };
    return { ...next, answers: { ...next.answers, [question]: { columns } } };
  }
  if (meaning.startsWith('answer:')) return { ...next, answers: { ...next.answers, [meaning.slice(7)]: column } };
  return { ...next, [meaning]: isTime(meaning) && format ? { column, format } : { column } };
}

/** One value of a column means this; empty: as it stands. */
export function withValue(map: ImportMap, field: string, value: string, means: string): ImportMap {
  const now = target(map[field]);
  const values = Object.fromEntries(Object.entries({ ...now.map, [value]: means }).filter(([, meant]) => meant !== ''));
  return { ...map, [field]: { ...now, map: values } };
}

/** A time's column can be read in two ways and nobody has said which. */
export function timeAsked(map: ImportMap, columns: { name: string; formats?: string[] }[]): boolean {
  const asked = (given: Target | undefined) =>
    given?.format === undefined && columns.some(({ name, formats }) => name === given?.column && formats !== undefined);
  return asked(targetOf(map, 'at')) || asked(targetOf(map, 'week'));
}

/** The same for every row; empty: not said. */
export function withFixed(map: ImportMap, field: string, value: string): ImportMap {
  return compact({ ...map, [field]: value === '' ? undefined : { value } });
}
