import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { unitOf, useFormat } from '../../design/format';
import { VerdictGlyph, verdictOf } from '../../design/Verdict';
import css from './Map.module.css';
import type { MapCell, MapColumn } from './read';

const classes = ['weak', 'good', 'excellent'] as const;

function Expected({ shares }: { shares: NonNullable<MapCell['expected']> }) {
  const { t } = useTranslation();
  const format = useFormat();
  const label = classes.map((name) => `${t(`expectation.${name}`)} ${format.withUnit(shares[name], 'percent')}`).join(', ');
  return (
    <div className={css.bar} role="img" aria-label={`${t('measure.expectation')}: ${label}`} title={label}>
      {classes.map((name) => (
        <i key={name} className={css[name]} style={{ flexGrow: shares[name] }} />
      ))}
    </div>
  );
}

function Score({ cell, column }: { cell: MapCell | MapColumn; column: MapColumn }) {
  const { t } = useTranslation(['map', 'common']);
  const format = useFormat();
  const figure = cell.figure;
  if (!figure) return null;
  const unit = unitOf(column.unit);
  if (typeof figure.value !== 'number')
    return <span className={css.few}>{t('few', { n: format.n(figure.n), need: figure.n + (figure.missing ?? 0) })}</span>;
  const verdict = verdictOf(cell.verdict);
  const range = typeof figure.low === 'number' && typeof figure.high === 'number' ? format.interval(figure.low, figure.high, unit) : '';
  return (
    <>
      <div className={css.score} title={`${t(`common:short.${column.measure}`)} ${range}`}>
        <b>{format.withUnit(figure.value, unit)}</b>
        <span className={css[verdict]}>
          <VerdictGlyph verdict={verdict} />
          <span className="unseen">{t(`common:verdict.${verdict}`)}</span>
        </span>
      </div>
      <span className={css.n}>
        {format.n(figure.n)}
        {figure.quality === 'indicative' && ` · ${t('common:quality.indicative')}`}
      </span>
    </>
  );
}

/** Score with its verdict, n, what was expected, and how many named the target emotion. Under ten only how many are needed. */
export function CellView({ cell, column, whole }: { cell: MapCell | MapColumn | undefined; column: MapColumn; whole?: boolean }) {
  const { t } = useTranslation(['map', 'touchpoint', 'common']);
  const format = useFormat();
  if (!cell?.figure) return whole ? <span className={column.encounters > 0 ? css.debt : 'meta'}>{t('touchpoint:no_measure')}</span> : null;
  return (
    <div className={css.cell}>
      {whole && <span className={css.measure}>{t(`common:short.${column.measure}`)}</span>}
      <Score cell={cell} column={column} />
      {cell.expected && <Expected shares={cell.expected} />}
      {typeof cell.hit?.value === 'number' && (
        <span className={css.hit} title={t('common:measure.emotion_hit')}>
          <span className="unseen">{t('common:measure.emotion_hit')} </span>
          <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
            <circle cx="5" cy="5" r="4.2" fill="none" stroke="currentColor" />
            <circle cx="5" cy="5" r="1.8" fill="currentColor" />
          </svg>{' '}
          {format.withUnit(cell.hit.value, 'percent')}
        </span>
      )}
    </div>
  );
}

/** What was planned: at the planned channel, what the customer is told next, or the gap. */
export function PlanView({ column, channel }: { column: MapColumn; channel: string }) {
  const { t, i18n } = useTranslation('map');
  if (column.plan?.channel !== channel) return null;
  if (!column.plan.what) return <span className={css.debt}>{t('gap')}</span>;
  return (
    <div className={css.plan}>
      <span className="unseen">{t('next')} </span>
      {pickText(column.plan.what, i18n.language)}
      {!column.plan.guided && <span className={css.debt}>{t('no_time')}</span>}
    </div>
  );
}
