import { Trans, useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Verdict, verdictOf } from '../../design/Verdict';
import { sinceWord } from '../groupWords';
import css from './Control.module.css';
import type { ControlChart, ControlRule } from './reads';

/** Why nothing is judged: no baseline yet, one without variation, or no point. */
function NotYet({ chart }: { chart: ControlChart }) {
  const { t } = useTranslation('control');
  const format = useFormat();
  const { baseline } = chart;
  const slots = { period: format.range(baseline.from, baseline.to), n: format.count(baseline.n) };
  if (chart.points.length === 0) return <p className="meta">{t('no_points', { n: format.count(chart.waiting) })}</p>;
  return <p className="meta">{t(baseline.n < 30 ? 'no_baseline' : 'alike', slots)}</p>;
}

/** What the chart says, and how often it would say so by chance. */
export function ControlSentence({ chart, rule }: { chart: ControlChart; rule: ControlRule | undefined }) {
  const { t } = useTranslation(['control', 'explore']);
  const format = useFormat();
  if (!rule) return <NotYet chart={chart} />;
  const since = rule.since ? sinceWord(t, format, rule.since) : '';
  return (
    <div className={css.sentence}>
      <p>
        <Verdict verdict={verdictOf(rule.verdict)} />{' '}
        {rule.side ? (
          <Trans t={t} i18nKey={rule.side === 'below' ? 'lower' : 'higher'} values={{ since }} components={{ b: <b /> }} />
        ) : (
          t('steady')
        )}{' '}
        {!rule.side && rule.alarms > 0 && `${t('rang', { count: rule.alarms })} `}
        {t(`by_chance.${chart.period}`, { number: format.count(rule.run_length) })}
      </p>
      <p className="meta">{t('stretch', { share: format.withUnit(100 * rule.false_alarm, 'percent') })}</p>
    </div>
  );
}
