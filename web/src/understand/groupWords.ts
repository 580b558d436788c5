import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type Format, useFormat } from '../design/format';
import { useArmName } from './armName';
import { channelWord, useTouchpointName } from './names';
import { useSegments } from './segments/reads';

/** "2026-W44", "2026-Q1", "2026-11", "2026-11-24", "2026" as the reader writes them. */
export function timeWord(t: TFunction, format: Format, value: string): string {
  const week = value.match(/^\d{4}-W(\d{2})$/);
  if (week) return t('explore:week', { week: Number(week[1]) });
  const quarter = value.match(/^(\d{4})-Q(\d)$/);
  if (quarter) return t('explore:quarter', { quarter: quarter[2], year: quarter[1] });
  if (/^\d{4}-\d{2}$/.test(value)) return format.month(`${value}-01`);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return format.day(value);
  return value;
}

/** The same inside a sentence: a month by its whole name. */
export function sinceWord(t: TFunction, format: Format, value: string): string {
  if (/^\d{4}-\d{2}$/.test(value)) return format.monthYear(`${value}-01`);
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? format.fullDay(value) : timeWord(t, format, value);
}

/** Words for what one groups and filters by, and for the values seen. */
export function useGroupWords() {
  const { t } = useTranslation(['explore', 'common', 'arms']);
  const format = useFormat();
  const touchpointName = useTouchpointName();
  const armName = useArmName();
  const segments = useSegments().data ?? [];
  const languages = new Intl.DisplayNames(format.tag, { type: 'language' });
  const fieldWord = (name: string): string => {
    if (name === 'attributes.arm') return t('arms:field');
    if (name.startsWith('attributes.')) return name.slice('attributes.'.length).replaceAll('_', ' ');
    if (name.startsWith('answers.')) return t('answer_to', { question: name.slice('answers.'.length).replaceAll('_', ' ') });
    return t(`field.${name}`, { defaultValue: name });
  };
  const valueWord = (name: string, value: string | null | undefined): string => {
    if (value === null || value === undefined || value === '') return t('no_value');
    if (name === 'attributes.arm') return armName(value);
    if (name === 'touchpoint') return touchpointName(value);
    if (name === 'segment') return segments.find(({ id }) => String(id) === value)?.name ?? value;
    if (name === 'channel') return channelWord(t, value);
    if (name === 'language') return languages.of(value) ?? value;
    if (name === 'outcome') return t(`common:outcome.${value}`, { defaultValue: value });
    if (name === 'emotion' || name.startsWith('answers.')) return t(`common:emotion.${value}`, { defaultValue: value });
    return ['day', 'week', 'month', 'quarter', 'year'].includes(name) ? timeWord(t, format, value) : value;
  };
  return { fieldWord, valueWord };
}
