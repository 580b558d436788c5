import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { type Unit, unitOf, useFormat } from '../../design/format';
import { Verdict, verdictOf } from '../../design/Verdict';
import css from './Elements.module.css';
import type { Effect, Element } from './reads';

type Side = NonNullable<Effect['before']>;

function SideFigure({ name, side, unit }: { name: string; side: Side | undefined; unit: Unit }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = typeof side?.value === 'number' && typeof side.low === 'number' && typeof side.high === 'number';
  return (
    <span className={css.side}>
      {name} <b>{known ? format.withUnit(side.value as number, unit) : '–'}</b>{' '}
      {known ? `(${format.interval(side.low as number, side.high as number, unit)})` : t('figure.missing', { count: side?.missing ?? 0 })} ·{' '}
      {format.n(side?.n ?? 0)}
    </span>
  );
}

/** A dated change: what became different, and what the touchpoint's figure did. Judged once, when the later side is over. */
export function ChangeEffect({ change, effect }: { change: Element['changes'][number]; effect: Effect | undefined }) {
  const { t, i18n } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const unit = unitOf(effect?.unit);
  return (
    <div className={css.change}>
      <div>{t('changed_since', { day: format.fullDay(change.changed_on), note: pickText(change.note, i18n.language) })}</div>
      {effect && !effect.measure && <span className="meta">{t('effect_none')}</span>}
      {effect?.measure && (
        <div className={css.effect}>
          <Verdict verdict={verdictOf(effect.verdict)} />
          <span className={css.side}>{t(`common:short.${effect.measure}`)}</span>
          <SideFigure name={t('effect_before')} side={effect.before} unit={unit} />
          <SideFigure name={t('effect_after')} side={effect.after} unit={unit} />
          {!effect.complete && <span className="meta">{t('effect_running')}</span>}
        </div>
      )}
    </div>
  );
}
