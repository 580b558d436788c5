import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../../app/api';
import { pickText } from '../../app/words';
import { ExpectationBar } from '../../design/ExpectationBar';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useSurveys } from '../../listen/surveys/reads';
import css from './Whole.module.css';

type Gap = Schema['ExpectationGap'];
type Asked = Schema['ExpectationAsked'];
type Figure = Gap['gap'];

function useGaps() {
  return useQuery({
    queryKey: ['expectation-gaps'],
    queryFn: async () => (await answer(api.GET('/api/v1/expectation-gaps'))).items,
    retry: false,
  });
}

/** A question, or a row of a matrix, by its words. */
function useAskedName(): (asked: Asked) => string {
  const { i18n } = useTranslation();
  const surveys = useSurveys().data ?? [];
  return ({ survey, question }) => {
    const definition = surveys.find(({ slug }) => slug === survey)?.definition;
    const [id, part] = question.split('.');
    const whole = definition?.questions.find((one) => one.id === id);
    const row = whole?.rows?.find((one) => one.id === part);
    return pickText((row ?? whole)?.text, i18n.language, question);
  };
}

function OnePair({ pair }: { pair: Gap }) {
  const { t } = useTranslation(['expected', 'common']);
  const format = useFormat();
  const nameOf = useAskedName();
  const said = ({ value, low, high }: Figure) =>
    typeof value === 'number' && typeof low === 'number' && typeof high === 'number'
      ? `${format.signed(value, 2)} (${format.interval(low, high, 'mean')})`
      : '';
  const mean = (figure: Figure) => (typeof figure.value === 'number' ? format.number(figure.value, 1) : '–');
  const shares = { weak: pair.weak.value ?? 0, good: pair.good.value ?? 0, excellent: pair.excellent.value ?? 0 };
  const hidden = pair.gap.quality === 'hidden';
  return (
    <li>
      <p>
        <b>{nameOf(pair.met)}</b>{' '}
        <span className="meta">{t('paired', { paired: format.count(pair.paired), of: format.count(pair.met_count) })}</span>
      </p>
      {hidden ? (
        <p className="small">{t(pair.paired === 0 && pair.met_count > 0 ? 'none_paired' : 'few', { before: nameOf(pair.expected) })}</p>
      ) : (
        <>
          <p>{t('gap', { gap: said(pair.gap), expected: mean(pair.expected_mean), met: mean(pair.met_mean) })}</p>
          <ExpectationBar now={{ ...pair.net, shares }} />
        </>
      )}
    </li>
  );
}

/** What customers expected and what they met, each with their own two answers. Nothing when no survey asks both. */
export function ExpectedSection() {
  const { t } = useTranslation('expected');
  const { data: pairs } = useGaps();
  if (!pairs?.length) return null;
  return (
    <Section title={t('name')}>
      <ul className={css.pairs}>
        {pairs.map((pair) => (
          <OnePair key={`${pair.met.survey} ${pair.met.question}`} pair={pair} />
        ))}
      </ul>
      <p className="small">{t('note')}</p>
    </Section>
  );
}
