import type { Schema } from '../../app/api';

/** A margin as it is written: shares in per cent, those left empty are not of the population. */
export interface MarginDraft {
  by: string;
  targets: { value: string; percent: number | '' }[];
}

export interface SchemeDraft {
  slug: string;
  name: string;
  margins: MarginDraft[];
  low: number | '';
  high: number | '';
  sample?: Schema['WeightScheme']['sample'];
}

export function draftOf(margin: Schema['WeightScheme']['margins'][number]): MarginDraft {
  return { by: margin.by, targets: margin.targets.map(({ value, share }) => ({ value, percent: Math.round(share * 1e6) / 1e4 })) };
}

export const sumOf = (margin: MarginDraft) => margin.targets.reduce((sum, target) => sum + (target.percent || 0), 0);

/** Two values at least, together a hundred per cent. */
export function fits(margin: MarginDraft): boolean {
  return margin.by !== '' && margin.targets.filter((target) => target.percent).length > 1 && Math.abs(sumOf(margin) - 100) < 0.1;
}

export function schemeOf({ margins, low, high, name, ...rest }: SchemeDraft): Schema['weight_scheme_in'] {
  return {
    ...rest,
    name: name.trim(),
    low: low === '' ? undefined : low,
    high: high === '' ? undefined : high,
    margins: margins.map((margin) => ({
      by: margin.by,
      targets: margin.targets.flatMap(({ value, percent }) => (percent ? [{ value, share: percent / 100 }] : [])),
    })),
  };
}
