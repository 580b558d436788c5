import type { Template } from '../mail';

/** The merge fields the server fills in, and those of them that may stand in the subject. */
export const bodyFields = [
  'greeting',
  'customer.name',
  'survey.title',
  'touchpoint.name',
  'workspace.name',
  'first_question',
  'link',
] as const;
export type Field = (typeof bodyFields)[number];

export function inSubject(field: Field): boolean {
  return field !== 'link' && field !== 'first_question';
}

/** A link needs words to press; everything else stands for itself. */
export function fieldText(field: Field, linkWord: string): string {
  return field === 'link' ? `[${linkWord}]({{link}})` : `{{${field}}}`;
}

export function isUsual(slug: string): boolean {
  return slug === 'invitation' || slug === 'reminder';
}

/** The usual invitation and reminder first, then one's own by name. */
export function inOrder(templates: Template[]): Template[] {
  const rank = (one: Template) => ['invitation', 'reminder'].indexOf(one.slug);
  return [...templates].sort((a, b) => {
    if (rank(a) >= 0 || rank(b) >= 0) return (rank(a) >= 0 ? rank(a) : 2) - (rank(b) >= 0 ? rank(b) : 2);
    return (a.name ?? a.slug).localeCompare(b.name ?? b.slug);
  });
}

/** "Kesän kirje" → "kesan-kirje", and another when that is taken. */
export function slugFor(name: string, taken: string[]): string {
  const plain = name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 56);
  const base = plain || 'template';
  const free = (slug: string) => slug !== 'new' && !isUsual(slug) && !taken.includes(slug);
  for (let number = 1; ; number++) {
    const slug = number === 1 ? base : `${base}-${number}`;
    if (free(slug)) return slug;
  }
}
