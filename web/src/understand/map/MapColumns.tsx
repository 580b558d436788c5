import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { channelWord, useTouchpointName } from '../names';
import { CellView, PlanView } from './CellView';
import { Changes, Owner } from './ColumnHead';
import css from './Map.module.css';
import { useStages } from './MapGrid';
import type { MapColumn, TouchpointMap } from './read';

/** The same map on a phone: touchpoint under touchpoint, its channels in a row beneath. */
export function MapColumns({ map, columns, planned }: { map: TouchpointMap; columns: MapColumn[]; planned: boolean }) {
  const { t } = useTranslation('common');
  const nameOf = useTouchpointName();
  const stages = useStages(map, columns);
  return (
    <ol className={css.list}>
      {columns.map((column) => {
        const stage = stages.find((one) => one.key === column.touchpoint);
        const cells = map.cells.filter((cell) => cell.touchpoint === column.touchpoint);
        return (
          <li key={column.touchpoint}>
            {stage?.name && <h2>{stage.name}</h2>}
            <div className={css.line}>
              <Link to="/touchpoints/$slug" params={{ slug: column.touchpoint }}>
                {nameOf(column.touchpoint)}
              </Link>
              <span className={css.under}>
                <Changes touchpoint={column.touchpoint} map={map} />
                <Owner touchpoint={column.touchpoint} />
              </span>
            </div>
            {planned ? (
              <PlanView column={column} channel={column.plan?.channel ?? ''} />
            ) : (
              <div className={css.row}>
                <CellView cell={column} column={column} whole />
                {cells.length > 1 &&
                  cells.map((cell) => (
                    <div key={cell.channel}>
                      <span className={css.measure}>{channelWord(t, cell.channel)}</span>
                      <CellView cell={cell} column={column} />
                    </div>
                  ))}
              </div>
            )}
          </li>
        );
      })}
    </ol>
  );
}
