import type { Op } from '../condition';
import type { StoredEvent } from './reads';

/** What stands in a field of the newest events. */
function valuesOf(samples: StoredEvent[], field: string): unknown[] {
  const [root, ...rest] = field.split('.');
  const name = rest.join('.');
  return samples
    .map((event) => (root === 'properties' ? event.properties?.[name] : root === 'context' ? event.context?.[name] : undefined))
    .filter((value) => value !== undefined && value !== null);
}

/** Fields that the newest events had, for choosing from. */
export function fieldsOf(samples: StoredEvent[]): string[] {
  const scalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  const seen = new Set<string>();
  for (const event of samples)
    for (const root of ['properties', 'context'] as const)
      for (const [name, value] of Object.entries(event[root] ?? {})) {
        if (scalar(value)) seen.add(`${root}.${name}`);
        else if (value && typeof value === 'object' && !Array.isArray(value))
          for (const [inner, deep] of Object.entries(value)) if (scalar(deep)) seen.add(`${root}.${name}.${inner}`);
      }
  return [...seen];
}

/** "100" is a number where the field holds numbers, or where the comparison is one of size; "true" is a boolean where it holds those. */
export function typedValue(text: string, field: string, op: Op, samples: StoredEvent[]): string | number | boolean {
  const seen = valuesOf(samples, field);
  const number = text.trim() !== '' && Number.isFinite(Number(text.replace(',', '.'))) ? Number(text.replace(',', '.')) : undefined;
  const sized = op === 'ge' || op === 'gt' || op === 'le' || op === 'lt';
  if (number !== undefined && (typeof seen[0] === 'number' || (seen.length === 0 && sized))) return number;
  if (typeof seen[0] === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** "properties.total" → "total" */
export function fieldWord(field: string): string {
  return field.replace(/^(properties|context|customer\.attributes)\./, '');
}
