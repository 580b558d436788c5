/** "1 (1–2)": the rank and the places it took in 95 of 100 repetitions. */
export function rankWord(rank: number, low: number, high: number): string {
  if (low === 0 || (low === rank && high === rank)) return String(rank);
  return `${rank} (${low}–${high})`;
}
