/** The filters of the list of responses. They live in the URL, so that a view can be sent to a colleague. */
export interface Filters {
  survey?: string;
  touchpoint?: string;
  channel?: string;
  language?: string;
  outcome?: 'good' | 'middle' | 'poor';
  stories?: boolean;
}

export const outcomes = ['good', 'middle', 'poor'] as const;

const text = (value: unknown, most: number): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= most ? value : undefined;

export function readFilters(search: Record<string, unknown>): Filters {
  const filters: Filters = {
    survey: text(search.survey, 64),
    touchpoint: text(search.touchpoint, 64),
    channel: text(search.channel, 60),
    language: text(search.language, 10),
    outcome: outcomes.find((one) => one === search.outcome),
    stories: search.stories === true || undefined,
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}

export function isFiltered(filters: Filters): boolean {
  return Object.values(filters).some((value) => value !== undefined);
}
