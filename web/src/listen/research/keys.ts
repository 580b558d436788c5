import type { Code } from './reads';

/** Digits first, then letters; j and k walk, 0 says that nothing fits. Codes beyond have no key. */
const keys = '123456789abcdefghilmnopqrstuvwxyz';
export const nothingFits = '0';

/** The key of each code in use, in the order of the code book: a key is learnt once. */
export function codeKeys(codes: Code[]): Map<string, string> {
  return new Map(codes.filter((code) => !code.retired).map((code, i) => [code.slug, keys[i] ?? '']));
}

export type Deed = { do: 'toggle'; slug: string } | { do: 'walk'; by: 1 | -1 } | { do: 'save' | 'nothing' | 'help' };

export function deedOf(key: string, known: Map<string, string>): Deed | undefined {
  if (key === 'j' || key === 'k') return { do: 'walk', by: key === 'j' ? 1 : -1 };
  if (key === 'Enter') return { do: 'save' };
  if (key === nothingFits) return { do: 'nothing' };
  if (key === '?') return { do: 'help' };
  const slug = [...known].find(([, one]) => one !== '' && one === key)?.[0];
  return slug ? { do: 'toggle', slug } : undefined;
}
