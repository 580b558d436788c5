import { useTranslation } from 'react-i18next';
import { periodOf, readPeriod } from '../../app/period';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import { exploreOf, readExplore } from '../explore';
import { useGroupWords } from '../groupWords';
import { useMetrics } from '../reads';
import { type SavedView, searchOf } from './reads';

const longest = 120;

/** What a pinned view says now: its figure against the period before, and how it ran. */
export function useTile(view: SavedView) {
  const { t } = useTranslation(['explore', 'common']);
  const format = useFormat();
  const { fieldWord, valueWord } = useGroupWords();
  const zone = useWorkspace()?.time_zone;
  const search = searchOf(view.address);
  const ask = exploreOf(readExplore(search));
  const period = periodOf(readPeriod(search), zone);
  const narrowed = { measure: ask.measure, where: ask.condition, from: period.from, to: period.to, weight: ask.weight };
  const by = period.days > longest ? 'month' : period.days > 21 ? 'week' : 'day';
  const whole = useMetrics({ ...narrowed, compare: 'previous' });
  const series = useMetrics({ ...narrowed, by }, ask.measure !== 'emotion_share');
  const leaves = ask.leaves
    .filter((leaf) => leaf.field && leaf.value !== '')
    .map((leaf) => `${fieldWord(leaf.field)} ${t(`operator.${leaf.op}`)} ${valueWord(leaf.field, String(leaf.value))}`);
  const note = [
    t(`common:measure.${ask.measure}`),
    ...(leaves.length > 0 ? [leaves.join(` ${t(ask.any ? 'or' : 'and')} `)] : []),
    format.range(period.from, period.to),
  ].join(' · ');
  return { ask, by, note, whole, series, period };
}
