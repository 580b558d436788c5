import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import type { Spill, SpillOver } from './read';

export type Pull = 'lift' | 'drag';

/** One arrow: what an excellent encounter of one class goes with in another, or a weak one. */
export interface Arrow {
  of: string;
  on: string;
  pull: Pull;
  effect: Spill['lift'];
  /** customers on the side that is compared, and on the side of good ones */
  n: number;
  good: number;
}

export function arrowsOf(spill: SpillOver): Arrow[] {
  return spill.effects.flatMap((effect) => [
    { of: effect.of, on: effect.on, pull: 'lift' as const, effect: effect.lift, n: effect.excellent, good: effect.good },
    { of: effect.of, on: effect.on, pull: 'drag' as const, effect: effect.drag, n: effect.weak, good: effect.good },
  ]);
}

export const isShown = (arrow: Arrow) => arrow.effect.verdict === 'better' || arrow.effect.verdict === 'worse';

/** The strongest arrow that is shown, as a sentence. */
export function useSpillSentence(spill: SpillOver | undefined): string {
  const { t } = useTranslation(['whole', 'common']);
  const format = useFormat();
  if (!spill) return '';
  const arrows = arrowsOf(spill);
  if (arrows.every((arrow) => arrow.effect.verdict === 'too few')) return t('spill_few');
  const shown = arrows.filter(isShown);
  const most = shown.sort((a, b) => Math.abs(b.effect.value ?? 0) - Math.abs(a.effect.value ?? 0))[0];
  if (!most) return t('spill_none');
  return t(`spill_said_${most.pull}`, {
    of: t(`those.${most.of}`),
    on: t(`those.${most.on}`),
    value: format.signed(most.effect.value ?? 0, 2),
    low: format.signed(most.effect.low ?? 0, 2),
    high: format.signed(most.effect.high ?? 0, 2),
  });
}

/** All classes together, as a sentence of its own for each pull that is known. */
export function useWholeSentences(spill: SpillOver | undefined): string[] {
  const { t } = useTranslation('whole');
  const format = useFormat();
  if (!spill) return [];
  const said = (['lift', 'drag'] as const).flatMap((pull) => {
    const { value, low, high, verdict } = spill.whole[pull];
    if (typeof value !== 'number' || typeof low !== 'number' || typeof high !== 'number') return [];
    const shown = verdict === 'better' || verdict === 'worse' ? 'shown' : 'unshown';
    return [
      t(`spill_whole_${pull}_${shown}`, { value: format.signed(value, 2), low: format.signed(low, 2), high: format.signed(high, 2) }),
    ];
  });
  return said.length > 0 ? [...said, t('spill_whole_note', { n: format.count(spill.whole.customers) })] : [];
}
