import { useTranslation } from 'react-i18next';
import { periodOf, readPeriod } from '../../app/period';
import { useFormat } from '../../design/format';
import { exploreOf, isTime, readExplore } from '../explore';
import { useGroupWords } from '../groupWords';
import { searchOf } from './reads';

const longest = 120;

/** What a view's address asks for on a board: its figure, and how it ran by `time`, perhaps split by a key. */
export function tileAsk(address: string, zone: string | undefined) {
  const search = searchOf(address);
  const ask = exploreOf(readExplore(search));
  const period = periodOf(readPeriod(search), zone);
  const own = ask.groups.find(isTime);
  const split = own && ask.groups.find((group) => !isTime(group));
  const time = own ?? (period.days > longest ? 'month' : period.days > 21 ? 'week' : 'day');
  const narrowed = { measure: ask.measure, where: ask.condition, from: period.from, to: period.to, weight: ask.weight };
  return { ask, period, time, split, narrowed };
}

export type TileAsk = ReturnType<typeof tileAsk>;

/** It, as a person would say it: "Recommendation · channel is phone · 1-30 November". */
export function useTileNote(): (tile: TileAsk) => string {
  const { t } = useTranslation(['explore', 'common']);
  const format = useFormat();
  const { fieldWord, valueWord } = useGroupWords();
  return ({ ask, period, split }) => {
    const leaves = ask.leaves
      .filter((leaf) => leaf.field && leaf.value !== '')
      .map((leaf) => `${fieldWord(leaf.field)} ${t(`operator.${leaf.op}`)} ${valueWord(leaf.field, String(leaf.value))}`);
    return [
      t(`common:measure.${ask.measure}`),
      ...(split ? [t('split_by', { field: fieldWord(split) })] : []),
      ...(leaves.length > 0 ? [leaves.join(` ${t(ask.any ? 'or' : 'and')} `)] : []),
      format.range(period.from, period.to),
    ].join(' · ');
  };
}
