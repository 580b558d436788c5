import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { pickText } from '../app/words';
import { axisOf } from '../design/axis';
import { unitOf, useFormat } from '../design/format';
import { Strip } from '../design/Strip';
import { useGlow } from '../design/useGlow';
import { Verdict, verdictFor } from '../design/Verdict';
import { stageWord } from './names';
import type { MetricRow, Touchpoint } from './reads';
import type { Standing, Standings } from './standing';
import css from './TouchpointsPage.module.css';
import type { Weight } from './weakening';

function Name({ touchpoint }: { touchpoint: Touchpoint }) {
  const { t, i18n } = useTranslation();
  const notes = [stageWord(t, touchpoint.stage), t(`kind.${touchpoint.kind}`)].filter(Boolean);
  return (
    <td className={css.name}>
      <Link to="/touchpoints/$slug" params={{ slug: touchpoint.slug }}>
        <b>{pickText(touchpoint.name, i18n.language, touchpoint.slug)}</b>
      </Link>
      <span className="meta">{notes.join(' · ')}</span>
    </td>
  );
}

function Figure({ standing, place }: { standing: Standing | undefined; place: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const row = standing?.row;
  const glow = useGlow(row && `${row.n} ${row.value}`, place);
  const unit = unitOf(standing?.metrics.unit);
  const range = typeof row?.low === 'number' && typeof row.high === 'number' ? format.interval(row.low, row.high, unit) : '';
  return (
    <>
      <td className={css.strip}>
        {row && (
          <Strip
            scale={axisOf(unit, standing?.metrics.scale)}
            value={row.value}
            low={row.low}
            high={row.high}
            previous={row.previous?.value}
            verdict={verdictFor(row)}
            label={range ? t('figure.interval_label', { interval: range }) : t('figure.no_interval')}
          />
        )}
      </td>
      <td className={css.figure}>
        {row && typeof row.value === 'number' && <b className={glow}>{format.withUnit(row.value, unit)}</b>}
        {standing && <div className="meta">{t(`short.${standing.measure}`)}</div>}
      </td>
      <td className={`${css.two} ${css.interval}`}>
        {row && <span>{range || t('figure.missing', { count: row.missing ?? 0 })}</span>}
        {row && (
          <span>
            n {format.count(row.n)}
            {row.quality === 'indicative' && ` · ${t('quality.indicative')}`}
          </span>
        )}
      </td>
    </>
  );
}

function Expectation({ row }: { row: MetricRow | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const shares = row?.shares;
  if (!shares || typeof row.value !== 'number') return <td className={css.exp} />;
  const parts = (['weak', 'good', 'excellent'] as const).map((name) => ({ name, share: shares[name] ?? 0 }));
  const label = parts.map((part) => `${t(`expectation.${part.name}`)} ${format.withUnit(part.share, 'percent')}`).join(', ');
  return (
    <td className={css.exp}>
      <div className={css.bar} role="img" aria-label={label}>
        {parts.map((part) => (
          <i key={part.name} style={{ flexGrow: part.share }} />
        ))}
      </div>
      <span className="small">{t('expectation.net', { value: format.signed(row.value) })}</span>
    </td>
  );
}

/** How many meet us here, and how many more of them left stronger than weaker. */
function Volume({ declared, weight }: { declared: number | undefined; weight: Weight | undefined }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const volume = declared || weight?.volume;
  const { value, low, high, shown } = weight?.row ?? {};
  const interval = typeof low === 'number' && typeof high === 'number' ? format.interval(low, high, 'points') : '';
  return (
    <td className={css.volume}>
      <span>{volume ? format.count(volume) : ''}</span>
      {weight && (
        <div
          className={shown === 'negative' ? css.weakens : 'meta'}
          title={t('net_label', { value: format.signed(value ?? 0), interval, shown: t(`shown.${shown}`), net: format.signed(weight.net) })}
        >
          {t('net', { net: format.signed(weight.net) })}
        </div>
      )}
    </td>
  );
}

interface TouchpointRowProps {
  touchpoint: Touchpoint;
  standings: Standings;
  weight: Weight | undefined;
  place: string;
}

export function TouchpointRow({ touchpoint, standings, weight, place }: TouchpointRowProps) {
  const { t } = useTranslation('touchpoint');
  const format = useFormat();
  const standing = standings.of(touchpoint.slug);
  const emotion = standings.emotion(touchpoint.slug);
  const unheard = standings.ready && !standing;
  const debt = unheard && (touchpoint.volume_month ?? 0) > 0;
  return (
    <tr className={unheard ? css.silent : undefined}>
      <Name touchpoint={touchpoint} />
      <Figure standing={standing} place={place} />
      <td className={`${css.left} ${css.verdict}`}>
        {standing && <Verdict verdict={verdictFor(standing.row)} />}
        {unheard && <span className={debt ? css.debt : 'meta'}>{t('no_measure')}</span>}
      </td>
      <Expectation row={standings.expectation(touchpoint.slug)} />
      <td className={css.hit}>{typeof emotion?.value === 'number' ? format.withUnit(emotion.value, 'percent') : ''}</td>
      <td className={`${css.left} ${css.owner}`}>{touchpoint.owner || <span className={css.debt}>{t('no_owner')}</span>}</td>
      <Volume declared={touchpoint.volume_month} weight={weight} />
    </tr>
  );
}
