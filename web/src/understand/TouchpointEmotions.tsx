import { Trans, useTranslation } from 'react-i18next';
import type { Period } from '../app/period';
import { EmotionProfile } from '../design/EmotionProfile';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { atTouchpoint, type MetricRow, type Touchpoint, useMetrics } from './reads';
import css from './TouchpointPage.module.css';

function Spoken({ target, row }: { target: string; row: MetricRow | undefined }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  if (typeof row?.value !== 'number' || typeof row.low !== 'number' || typeof row.high !== 'number') return null;
  const values = {
    emotion: t(`common:emotion.${target}`),
    share: format.withUnit(row.value, 'percent'),
    interval: format.interval(row.low, row.high, 'percent'),
  };
  return (
    <p className={`small ${css.spoken}`}>
      <Trans t={t} i18nKey="target_named" values={values} components={{ b: <b /> }} />
    </p>
  );
}

/** What people named, in the fixed order, against the feeling we want to leave. */
export function TouchpointEmotions({ touchpoint, period }: { touchpoint: Touchpoint; period: Period }) {
  const { t } = useTranslation('touchpoint');
  const format = useFormat();
  const ask = { measure: 'emotion_share', by: 'emotion', where: atTouchpoint(touchpoint.slug), from: period.from, to: period.to } as const;
  const { data } = useMetrics(ask);
  const shares = Object.fromEntries((data?.rows ?? []).map((row) => [row.group.emotion ?? '', row]));
  const n = Math.max(0, ...(data?.rows ?? []).map((row) => row.n));
  const targets = touchpoint.target_emotions ?? [];
  const known = (data?.rows ?? []).some((row) => typeof row.value === 'number');
  return (
    <Section title={t(targets.length > 0 ? 'emotion_target' : 'emotions')} note={n > 0 ? `n ${format.count(n)}` : undefined}>
      {data && !known && <p className="meta">{t('emotions_none')}</p>}
      {known && (
        <>
          {targets.map((target) => (
            <Spoken key={target} target={target} row={shares[target]} />
          ))}
          <EmotionProfile shares={shares} targets={targets} />
        </>
      )}
    </Section>
  );
}
