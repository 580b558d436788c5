import { useTranslation } from 'react-i18next';
import { useFormat, weekOf } from '../../design/format';
import { heat } from './heat';
import type { Measure, MediaRow } from './media';
import css from './Research.module.css';
import type { Exposure } from './reads';
import { useMediaWords } from './useMediaWords';

interface MediaTableProps {
  rows: MediaRow[];
  weeks: string[];
  measure: Measure;
  edit?: (exposure: Exposure) => void;
}

/** 1234567 → "1.2 M": what fits in a cell; the whole number is in its name. */
function useShort() {
  const { tag } = useFormat();
  const short = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
  return (value: number) => short.format(value);
}

function useCellWords(measure: Measure) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const words = useMediaWords();
  return (one: Exposure) =>
    t('cell', {
      what: `${words.medium(one.medium)}, ${words.daypart(one.daypart)}, ${words.segment(one.segment)}`,
      week: weekOf(one.week),
      value: format.count(measure === 'contacts' ? one.contacts : one.spend_cents / 100),
      measure: t(measure).toLocaleLowerCase(),
    });
}

/** Medium, daypart and segment down, weeks across; the warmer, the more. A cell opens for correcting. */
export function MediaTable({ rows, weeks, measure, edit }: MediaTableProps) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const words = useMediaWords();
  const short = useShort();
  const cellWords = useCellWords(measure);
  const scale = measure === 'contacts' ? 1 : 100;
  const most = Math.max(1, ...rows.flatMap((row) => [...row.weeks.values()].map((one) => one[measure])));
  const inside = (one: Exposure) => {
    const text = short(one[measure] / scale);
    if (!edit)
      return (
        <>
          <span aria-hidden="true">{text}</span>
          <span className="unseen">{cellWords(one)}</span>
        </>
      );
    return (
      <button type="button" aria-label={`${text} · ${cellWords(one)}`} title={cellWords(one)} onClick={() => edit(one)}>
        {text}
      </button>
    );
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className={css.frame} aria-label={t('media')} tabIndex={0}>
      <table className={`${css.heat} ${css.mediaHeat}`}>
        <thead>
          <tr>
            <th>{t('medium_name')}</th>
            {weeks.map((week) => (
              <th key={week}>
                {t('week_short', { n: weekOf(week) })}
                <small>{format.day(week)}</small>
              </th>
            ))}
            <th>{t('total')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                {words.medium(row.medium)}
                <small>
                  {words.daypart(row.daypart)} · {words.segment(row.segment)}
                </small>
              </th>
              {weeks.map((week) => {
                const one = row.weeks.get(week);
                return (
                  <td key={week} style={one && heat(one[measure] / most)}>
                    {one && inside(one)}
                  </td>
                );
              })}
              <td className={css.total}>{short(row.total / scale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
