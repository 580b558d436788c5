import type { TFunction } from 'i18next';
import type { Schema } from '../app/api';
import type { Period } from '../app/period';
import { type Format, unitOf } from '../design/format';
import { verdictFor } from '../design/Verdict';

export interface LeadPart {
  key: string;
  slots: Record<string, string>;
}

const spoken = new Set(['nps', 'enps', 'ces', 'csat', 'rating', 'expectation', 'emotion_hit']);

/** "the four weeks before", in the two cases the sentences need. */
export function periodWords(t: TFunction, period: Period): { before: string; during: string } {
  const named = !period.custom && [28, 90, 365].includes(period.days);
  const word = (form: string) => t(`common:period.${form}.${named ? period.days : 'other'}`, { count: period.days });
  return { before: word('before'), during: word('during') };
}

function opening(headline: Schema['Headline'], format: Format, words: Record<string, string>): LeadPart {
  const { value, low, high } = headline.figure;
  const unit = unitOf(headline.unit);
  const verdict = verdictFor({ ...headline, value });
  const banded = typeof value === 'number' && typeof low === 'number' && typeof high === 'number';
  const figure = banded ? format.margin(value, low, high, unit) : typeof value === 'number' ? format.withUnit(value, unit) : '';
  return { key: `today:lead.${headline.measure}.${verdict}`, slots: { ...words, figure } };
}

function changes(headlines: Schema['Headline'][]): LeadPart[] {
  const worse = headlines.filter((headline) => headline.verdict === 'worse');
  const better = headlines.filter((headline) => headline.verdict === 'better');
  return (worse.length > 0 ? worse.slice(0, 2) : better.slice(0, 1)).map((headline) => ({
    key: `today:change.${headline.measure}.${headline.verdict}`,
    slots: {},
  }));
}

/** The sentence's parts: the first figure with its verdict, what else moved (worse before better, to keep it two lines), and where it hurts. */
export function leadParts(
  today: Schema['Today'],
  words: Record<string, string>,
  format: Format,
  nameOf: (slug: string) => string,
): LeadPart[] {
  const known = today.headlines.filter((headline) => spoken.has(headline.measure));
  const first = known.find((headline) => typeof headline.figure.value === 'number');
  const parts: LeadPart[] = [];
  if (first) {
    parts.push(opening(first, format, words), ...changes(known.filter((headline) => headline !== first)));
  } else {
    const most = [...known].sort((a, b) => b.figure.n - a.figure.n)[0];
    if (most) parts.push({ key: 'today:few', slots: { n: format.count(most.figure.n), missing: format.count(most.figure.missing ?? 10) } });
  }
  if (today.worst) parts.push({ key: 'today:hurts', slots: { touchpoint: nameOf(today.worst) } });
  return parts;
}
