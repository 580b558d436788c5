import { useTranslation } from 'react-i18next';
import { unitOf, useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { Difference } from '../../understand/Difference';
import { type MetricsAsk, useMetrics } from '../../understand/reads';
import type { Arm } from './arms';
import type { Question, Survey } from './definition';
import { innerOf } from './groups';
import css from './StandingPage.module.css';

type Measure = MetricsAsk['measure'];
const measures: Measure[] = ['nps', 'ces', 'csat', 'expectation', 'enps', 'ces_v1'];

/** Those answers of the survey that were given in this arm. */
function inArm(survey: string, arm: string): string {
  const is = (field: string, value: string) => ({ field, op: 'eq', value });
  return JSON.stringify({ all: [is('survey', survey), is('attributes.arm', arm)] });
}

function ArmRow({ survey, measure, arm, base }: { survey: string; measure: Measure; arm: Arm; base?: Arm }) {
  const format = useFormat();
  const { data } = useMetrics({ measure, where: inArm(survey, arm.id), ...(base && { compare: inArm(survey, base.id) }) });
  const row = data?.rows[0];
  const unit = unitOf(data?.unit);
  const { value, low, high } = row ?? {};
  const known = typeof value === 'number' && typeof low === 'number' && typeof high === 'number';
  return (
    <tr>
      <td>
        {arm.name}
        {row && <span className="meta"> {format.n(row.n)}</span>}
      </td>
      <td>{known ? `${format.withUnit(value, unit)} (${format.interval(low, high, unit)})` : '–'}</td>
      <td>{base && row && <Difference row={row} unit={unit} />}</td>
    </tr>
  );
}

/** Every score the survey asks, by arm, each arm against the first. Nothing when everybody is asked the same way. */
export function ArmFigures({ survey }: { survey: Survey }) {
  const { t } = useTranslation(['arms', 'common']);
  const { arms, questions } = survey.definition;
  const asked = new Set(questions.flatMap((question: Question) => [question, ...innerOf(question)]).map(({ type }) => type as string));
  const figures = measures.filter((measure) => asked.has(measure));
  if (!arms?.length || figures.length === 0) return null;
  return (
    <Section title={t('by_arm')}>
      {figures.map((measure) => (
        <table key={measure} className={css.table}>
          <thead>
            <tr>
              <th>{t(`common:measure.${measure}`)}</th>
              <th>{t('figure')}</th>
              <th>{t('difference')}</th>
            </tr>
          </thead>
          <tbody>
            {arms.map((arm, at) => (
              <ArmRow key={arm.id} survey={survey.slug} measure={measure} arm={arm} base={at > 0 ? arms[0] : undefined} />
            ))}
          </tbody>
        </table>
      ))}
      <p className="small">{t('standing_note')}</p>
    </Section>
  );
}
