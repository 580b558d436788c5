import { useTranslation } from 'react-i18next';

/** How figures of a unit are written: points without decimals, means with two, shares without. */
export type Unit = 'points' | 'mean' | 'percent' | 'count';

const locales: Record<string, string> = { en: 'en-GB', fi: 'fi-FI', sv: 'sv-SE' };
const digits: Record<Unit, number> = { points: 0, mean: 2, percent: 0, count: 0 };
const to: Record<string, string> = { en: ' to ', fi: '…', sv: '\u00a0till\u00a0' };

export function unitOf(name: string | undefined): Unit {
  return name === 'mean' || name === 'percent' || name === 'count' ? name : 'points';
}

function dayAt(iso: string): Date {
  return new Date(`${iso.slice(0, 10)}T00:00:00Z`);
}

/** ISO 8601 week: the week of the Thursday. */
export function weekOf(iso: string): number {
  const day = dayAt(iso);
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const start = Date.UTC(day.getUTCFullYear(), 0, 1);
  return Math.ceil(((day.getTime() - start) / 86400000 + 1) / 7);
}

/** Made when first asked for, and once: making one of the browser's formats takes a millisecond. */
function once<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const known = made.get(key) ?? make(key);
    made.set(key, known);
    return known;
  };
}

function makeFormat(language: string) {
  const tag = locales[language] ?? 'en-GB';
  const numbers = once((places: number) => new Intl.NumberFormat(tag, { minimumFractionDigits: places, maximumFractionDigits: places }));
  const minus = (text: string) => text.replace(/-/g, '\u2212');
  const number = (value: number, places = 0) => {
    const rounded = Number(value.toFixed(places));
    return minus(numbers(places).format(rounded || 0));
  };
  const signed = (value: number, places = 0) => (Number(value.toFixed(places)) > 0 ? `+${number(value, places)}` : number(value, places));
  const figure = (value: number, unit: Unit) => number(value, digits[unit]);
  const withUnit = (value: number, unit: Unit) =>
    unit === 'percent' ? `${figure(value, unit)}${language === 'en' ? '%' : '\u00a0%'}` : figure(value, unit);
  const interval = (low: number, high: number, unit: Unit) => {
    const places = digits[unit];
    if (Number(low.toFixed(places)) < 0) return `${number(low, places)}${to[language] ?? ' to '}${signed(high, places)}`;
    return `${number(low, places)}–${number(high, places)}`;
  };
  const margin = (value: number, low: number, high: number, unit: Unit) => {
    const space = language === 'en' ? ' ' : '\u00a0';
    const end = unit === 'percent' ? (language === 'en' ? '%' : '\u00a0%') : '';
    return `${figure(value, unit)}${space}±${space}${number((high - low) / 2, digits[unit])}${end}`;
  };
  const date = (options: Intl.DateTimeFormatOptions) => {
    const made = once((_: undefined) => new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...options }));
    return (iso: string) => made(undefined).format(dayAt(iso));
  };
  const long = { day: 'numeric', month: language === 'fi' ? 'numeric' : 'long', year: 'numeric' } as const;
  const ranges = once((_: undefined) => new Intl.DateTimeFormat(tag, { timeZone: 'UTC', ...long }));
  const moments = once(
    (timeZone: string | undefined) =>
      new Intl.DateTimeFormat(tag, { dateStyle: language === 'en' ? 'medium' : 'short', timeStyle: 'short', timeZone }),
  );
  const clocks = once((_: undefined) => new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit' }));
  const languages = once((_: undefined) => new Intl.DisplayNames(tag, { type: 'language' }));
  const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const longDay = date({ weekday: 'long', day: 'numeric', month: 'long' });
  return {
    tag,
    number,
    signed,
    figure,
    withUnit,
    interval,
    margin,
    count: (value: number) => number(value, 0),
    n: (value: number) => `n${language === 'en' ? ' ' : '\u00a0'}=${language === 'en' ? ' ' : '\u00a0'}${number(value, 0)}`,
    day:
      language === 'sv'
        ? date({ day: 'numeric', month: 'long' })
        : date({ day: 'numeric', month: language === 'fi' ? 'numeric' : 'short' }),
    fullDay: date(long),
    month: date({ month: 'short' }),
    monthYear: date({ month: 'long', year: 'numeric' }),
    longDay: (iso: string) => capital(longDay(iso)),
    range: (from: string, until: string) =>
      ranges(undefined)
        .formatRange(dayAt(from), dayAt(until))
        .replace(/\s*–\s*/, '–'),
    moment: (iso: string, timeZone?: string) => moments(timeZone).format(new Date(iso)),
    language: (code: string) => languages(undefined).of(code || 'und') ?? code,
    clock: (at: Date) => clocks(undefined).format(at),
  };
}

export type Format = ReturnType<typeof makeFormat>;

const formatOf = once(makeFormat);

export function useFormat(): Format {
  return formatOf(useTranslation().i18n.language);
}
