import { useTranslation } from 'react-i18next';
import css from './Verdict.module.css';

export type VerdictName = 'better' | 'worse' | 'no_shown_change' | 'too_few' | 'no_previous';

export function verdictOf(name: string | undefined): VerdictName {
  if (name === 'too few') return 'too_few';
  return name === 'better' || name === 'worse' ? name : 'no_shown_change';
}

/** A figure's verdict; without a figure now, or without one to compare with, nothing can be said. */
export function verdictFor(
  row: { value?: number | null; previous?: { value?: number | null }; verdict?: string } | undefined,
): VerdictName {
  if (typeof row?.value !== 'number') return 'too_few';
  if (typeof row.previous?.value !== 'number') return 'no_previous';
  return verdictOf(row.verdict);
}

const dotHeight: Record<VerdictName, number> = { better: 3, worse: 13, no_shown_change: 8, too_few: 8, no_previous: 8 };

/** A dot above, on or below a short line; hollow when there are too few. Position says it before colour does. */
export function VerdictGlyph({ verdict }: { verdict: VerdictName }) {
  const through = verdict === 'better' || verdict === 'worse';
  const hollow = verdict === 'too_few' || verdict === 'no_previous';
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path d={through ? 'M1 8h14' : 'M1 8h3.6M11.4 8H15'} stroke="currentColor" strokeWidth="1.3" />
      <circle
        cx="8"
        cy={dotHeight[verdict]}
        r="2.6"
        fill={hollow ? 'none' : 'currentColor'}
        stroke={hollow ? 'currentColor' : 'none'}
        strokeWidth="1.4"
      />
    </svg>
  );
}

export function Verdict({ verdict, word }: { verdict: VerdictName; word?: string }) {
  const { t } = useTranslation();
  return (
    <span className={`${css.verdict} ${css[verdict]}`}>
      <VerdictGlyph verdict={verdict} />
      {word ?? t(`verdict.${verdict}`)}
    </span>
  );
}
