import { NativeSelect, NumberInput } from '@mantine/core';
import { useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { usePeriod } from '../../app/period';
import { unitOf, useFormat } from '../../design/format';
import { verdictOf } from '../../design/Verdict';
import { type Explore, isTime } from '../explore';
import { useGroupWords } from '../groupWords';
import type { MetricRow, Metrics } from '../reads';
import css from './Control.module.css';
import { controlled, type SampleAdvice, type SampleAsk, useSampleAdvice } from './reads';

/** Everything that matches, or one group of it. A period is no group: what comes in is counted over all of them. */
function conditionOf(ask: Explore, row: MetricRow | undefined): string | undefined {
  const leaves = Object.entries(row?.group ?? {})
    .filter(([field, value]) => typeof value === 'string' && !isTime(field) && field !== 'question' && field !== 'scale')
    .map(([field, value]) => ({ field, op: 'eq', value }));
  const all = [...(ask.condition ? [JSON.parse(ask.condition)] : []), ...leaves];
  return all.length > 0 ? JSON.stringify({ all }) : undefined;
}

function Advice({ advice }: { advice: SampleAdvice }) {
  const { t } = useTranslation('control');
  const format = useFormat();
  const unit = unitOf(advice.unit);
  const size = (value: number) => (unit === 'mean' ? format.number(value, 2) : format.number(value, value < 10 ? 1 : 0));
  const change = (value: number) => t(`change.${unit}`, { value: size(value).replace(/[.,]0$/, '') });
  if (advice.missing !== undefined) return <p>{t('advice.few', { missing: format.count(advice.missing) })}</p>;
  if (advice.needed === undefined || advice.change === undefined) return <p>{t('advice.alike')}</p>;
  const slots = {
    monthly: format.count(advice.monthly),
    change: change(advice.change),
    needed: format.count(advice.needed),
    months: advice.months === null || advice.months === undefined ? '' : format.count(advice.months),
    shown: typeof advice.change_shown === 'number' ? change(advice.change_shown) : '',
  };
  const key = advice.enough ? 'advice.enough' : typeof advice.change_shown === 'number' ? 'advice.not_enough' : 'advice.nothing_comes';
  return (
    <p>
      <Trans t={t} i18nKey={key} values={slots} components={{ b: <b /> }} />
    </p>
  );
}

/** Beside comparisons that show nothing: how many answers a change would need, and what a month of them can show. */
export function SampleSize({ ask, metrics, groups }: { ask: Explore; metrics: Metrics; groups: string[] }) {
  const { t } = useTranslation(['control', 'explore']);
  const { valueWord } = useGroupWords();
  const { from, to } = usePeriod();
  const [chosen, choose] = useState(0);
  const [change, setChange] = useState<number | ''>('');
  const silent = metrics.rows.filter((row) => row.verdict && ['no_shown_change', 'too_few'].includes(verdictOf(row.verdict)));
  const told = groups.some((group) => !isTime(group)) ? silent : silent.slice(0, 1);
  const row = told[Math.min(chosen, told.length - 1)];
  const measure = ask.measure as SampleAsk['measure'];
  const { data, error } = useSampleAdvice(
    { measure, where: conditionOf(ask, row), from, to, change: change === '' ? undefined : change },
    row !== undefined && controlled(ask.measure),
  );
  if (!row || error || !data) return null;
  const name = (one: MetricRow) =>
    groups
      .filter((group) => !isTime(group))
      .map((group) => valueWord(group, one.group[group]))
      .join(', ');
  return (
    <section className={css.advice} aria-label={t('advice.title')}>
      <h3>{t('advice.title')}</h3>
      <div className={css.choices}>
        {told.length > 1 && (
          <NativeSelect
            label={t('advice.of')}
            value={String(Math.min(chosen, told.length - 1))}
            data={told.map((one, index) => ({ value: String(index), label: name(one) || t('explore:everything') }))}
            onChange={(event) => choose(Number(event.currentTarget.value))}
          />
        )}
        {data.change !== undefined && (
          <NumberInput
            label={t('advice.change')}
            value={change === '' ? data.change : change}
            min={0.01}
            max={200}
            step={unitOf(data.unit) === 'mean' ? 0.1 : 1}
            decimalScale={2}
            onChange={(value) => setChange(typeof value === 'number' && value > 0 ? value : '')}
          />
        )}
      </div>
      <Advice advice={data} />
      <p className="meta">{t('advice.note')}</p>
    </section>
  );
}
