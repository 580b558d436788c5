/** The ground of a cell: paper at 0, a wash of the accent at 1. Text keeps its contrast on all of them; the number says it first. */
export function heat(share: number): { background: string } {
  const strength = Math.round(38 * Math.min(Math.max(share, 0), 1));
  return { background: `color-mix(in srgb, var(--accent) ${strength}%, var(--paper))` };
}
