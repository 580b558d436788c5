import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { channelWord, stageWord, useTouchpointOf } from '../names';
import { CellView, PlanView } from './CellView';
import { ColumnHead } from './ColumnHead';
import css from './Map.module.css';
import type { MapColumn, TouchpointMap } from './read';

interface MapGridProps {
  map: TouchpointMap;
  columns: MapColumn[];
  planned: boolean;
}

/** Neighbouring columns of one phase stand under one heading. */
export function useStages(map: TouchpointMap, columns: MapColumn[]): { name: string; count: number; key: string }[] {
  const { t, i18n } = useTranslation();
  const touchpointOf = useTouchpointOf();
  const stages: { name: string; count: number; key: string }[] = [];
  for (const column of columns) {
    const own = touchpointOf(column.touchpoint)?.stage;
    const name = map.stages ? pickText(map.stages[column.stage], i18n.language) : stageWord(t, own);
    const last = stages[stages.length - 1];
    if (last?.name === name) last.count++;
    else stages.push({ name, count: 1, key: column.touchpoint });
  }
  return stages;
}

function cellOf(map: TouchpointMap, touchpoint: string, channel: string) {
  return map.cells.find((cell) => cell.touchpoint === touchpoint && cell.channel === channel);
}

/** The whole matrix as a table: touchpoints as columns, all channels together first, then channel by channel. */
export function MapGrid({ map, columns, planned }: MapGridProps) {
  const { t } = useTranslation(['map', 'common']);
  const stages = useStages(map, columns);
  const channels = map.channels.filter((channel) =>
    planned ? columns.some(({ plan }) => plan?.channel === channel) : columns.some(({ touchpoint }) => cellOf(map, touchpoint, channel)),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={css.frame} tabIndex={0} aria-label={t('table')}>
      <table className={css.table}>
        <thead>
          <tr className={css.stages}>
            <td />
            {stages.map((stage) =>
              stage.name ? (
                <th key={stage.key} colSpan={stage.count} scope="colgroup">
                  {stage.name}
                </th>
              ) : (
                <td key={stage.key} colSpan={stage.count} />
              ),
            )}
          </tr>
          <tr>
            <td className={css.channel}>
              <span className="unseen">{t('channel')}</span>
            </td>
            {columns.map((column) => (
              <ColumnHead key={column.touchpoint} column={column} map={map} />
            ))}
          </tr>
        </thead>
        <tbody>
          {!planned && (
            <tr className={css.whole}>
              <th className={css.channel} scope="row">
                {t('whole')}
              </th>
              {columns.map((column) => (
                <td key={column.touchpoint}>
                  <CellView cell={column} column={column} whole />
                </td>
              ))}
            </tr>
          )}
          {channels.map((channel) => (
            <tr key={channel}>
              <th className={css.channel} scope="row">
                {channelWord(t, channel)}
              </th>
              {columns.map((column) => (
                <td key={column.touchpoint}>
                  {planned ? (
                    <PlanView column={column} channel={channel} />
                  ) : (
                    <CellView cell={cellOf(map, column.touchpoint, channel)} column={column} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
