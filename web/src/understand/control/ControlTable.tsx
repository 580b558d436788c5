import { useTranslation } from 'react-i18next';
import { FigureTable } from '../../design/FigureTable';
import { unitOf, useFormat } from '../../design/format';
import { statisticOf } from './picture';
import type { ControlChart, ControlPoint, ControlRule } from './reads';

interface ControlTableProps {
  chart: ControlChart;
  rule: ControlRule | undefined;
  word: (label: string) => string;
}

/** The chart's twin: every point with its limits, what the rule looked at, and whether it rang. */
export function ControlTable({ chart, rule, word }: ControlTableProps) {
  const { t } = useTranslation(['control', 'explore', 'common']);
  const format = useFormat();
  const unit = unitOf(chart.unit);
  const more = rule ? [t('limits'), t(`short.${rule.rule}`), t('signal')] : [];
  const cells = (point: ControlPoint) => {
    if (!rule || point.limit_low === undefined || point.limit_high === undefined) return [];
    const side = point.alarms?.[rule.rule];
    const limits = format.interval(point.limit_low, point.limit_high, unit);
    return [limits, format.signed(statisticOf(point, rule.rule), 2), side ? t(`common:signal.${side}`) : ''];
  };
  return (
    <FigureTable
      heads={[t(`explore:field.${chart.period}`)]}
      measure={t(`common:short.${chart.measure}`)}
      unit={unit}
      more={more}
      rows={chart.points.map((point) => ({ key: point.label, labels: [word(point.label)], more: cells(point), ...point }))}
    />
  );
}
