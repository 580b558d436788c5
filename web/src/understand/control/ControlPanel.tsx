import '../../design/forms';
import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { axisOf } from '../../design/axis';
import { unitOf, useFormat } from '../../design/format';
import { Trend } from '../../design/Trend';
import type { TrendNote } from '../../design/trendShape';
import { useTrendNotes } from '../annotations/useTrendNotes';
import { timeWord } from '../groupWords';
import css from './Control.module.css';
import { ControlSentence } from './ControlSentence';
import { ControlTable } from './ControlTable';
import { figurePoints, statisticPoints, statisticScale } from './picture';
import type { ControlChart, ControlRule, RuleName } from './reads';

interface ControlPanelProps {
  chart: ControlChart;
  name: string;
  asTable: boolean;
  /** whose it is; without: of all of them */
  touchpoint?: string;
}

interface PictureProps {
  chart: ControlChart;
  name: string;
  rule: ControlRule | undefined;
  word: (label: string) => string;
  notes: TrendNote[];
}

/** The figures between their limits, and under them what the chosen rule looks at. */
function Picture({ chart, name, rule, word, notes }: PictureProps) {
  const { t } = useTranslation(['control', 'common']);
  const figures = useMemo(() => figurePoints(chart, rule?.rule ?? 'ewma', word), [chart, rule, word]);
  const distances = useMemo(() => (rule ? statisticPoints(chart, rule, word) : []), [chart, rule, word]);
  const unit = unitOf(chart.unit);
  const base = rule && typeof chart.baseline.value === 'number' ? { value: chart.baseline.value, word: t('usual') } : undefined;
  const words = { upper: t('upper'), lower: t('lower_limit'), signal: t('signal') };
  return (
    <>
      <Trend
        points={figures}
        scale={axisOf(unit, chart.scale)}
        unit={unit}
        base={base}
        words={words}
        notes={notes}
        label={t('label', { name, count: figures.length })}
      />
      {rule && (
        <>
          <h3 className={css.statistic}>{t(`statistic.${rule.rule}`)}</h3>
          <Trend points={distances} scale={statisticScale(distances, rule)} unit="mean" label={t(`statistic.${rule.rule}`)} small />
        </>
      )}
    </>
  );
}

/** A running figure watched: what it says, the chart and its twin, and what to listen for. */
export function ControlPanel({ chart, name, asTable, touchpoint }: ControlPanelProps) {
  const { t } = useTranslation(['control', 'explore']);
  const format = useFormat();
  const [chosen, choose] = useState<RuleName>('ewma');
  const { notes, add, form } = useTrendNotes(chart.points, touchpoint);
  const rule = chart.rules.find((one) => one.rule === chosen);
  const word = useMemo(() => (label: string) => timeWord(t, format, label), [t, format]);
  return (
    <>
      <ControlSentence chart={chart} rule={rule} />
      <div className={css.tools} data-deed>
        {rule && (
          <NativeSelect
            className={css.rule}
            label={t('rule')}
            value={chosen}
            data={chart.rules.map((one) => ({ value: one.rule, label: t(`rules.${one.rule}`) }))}
            onChange={(event) => choose(event.currentTarget.value as RuleName)}
          />
        )}
        {chart.points.length > 0 && add}
      </div>
      {form}
      {chart.points.length > 0 && asTable && <ControlTable chart={chart} rule={rule} word={word} />}
      {chart.points.length > 0 && !asTable && <Picture chart={chart} name={name} rule={rule} word={word} notes={notes} />}
      {chart.points.length > 0 && chart.waiting > 0 && <p className="meta">{t('waiting', { count: chart.waiting })}</p>}
    </>
  );
}
