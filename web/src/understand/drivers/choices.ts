import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useSurveys } from '../../listen/surveys/reads';
import { useTouchpointName } from '../names';
import { useDimensions } from '../reads';

interface Question {
  id: string;
  type: string;
  text?: Record<string, string>;
  choices?: { id: string; text?: Record<string, string> }[];
}

export interface Option {
  value: string;
  label: string;
}

const scored = new Set(['nps', 'enps', 'ces', 'csat', 'rating', 'expectation']);
const measures: [measure: string, type: string][] = [
  ['nps', 'nps'],
  ['csat_mean', 'csat'],
  ['ces', 'ces'],
  ['rating', 'rating'],
  ['expectation', 'expectation'],
  ['emotion_net', 'emotion'],
];

function outcomesOf(questions: Question[], wordOf: (text: Record<string, string> | undefined, fallback: string) => string): Option[] {
  return questions.flatMap((question) => {
    const name = wordOf(question.text, question.id);
    if (scored.has(question.type)) return [{ value: `answers.${question.id}`, label: name }];
    if (question.type !== 'choice') return [];
    return (question.choices ?? []).map((choice) => ({
      value: `answers.${question.id}=${choice.id}`,
      label: `${name} ${wordOf(choice.text, choice.id)}`,
    }));
  });
}

/** What can be asked: touchpoints by a measure that has answers, or a survey's questions by one of them. */
export function useDriverChoices(survey: string | undefined, chosen: string | undefined) {
  const { t, i18n } = useTranslation(['drivers', 'common']);
  const surveys = useSurveys().data;
  const dimensions = useDimensions().data;
  const touchpointName = useTouchpointName();
  const wordOf = (text: Record<string, string> | undefined, fallback: string) => pickText(text, i18n.language, fallback);
  const questionsOf = (definition: unknown) =>
    ((definition as { questions?: Question[] }).questions ?? []).filter((one) => one.type !== 'statement');
  const many = (surveys ?? []).filter((one) => questionsOf(one.definition).filter((question) => scored.has(question.type)).length >= 3);
  const definition = many.find((one) => one.slug === survey)?.definition;
  const questions = definition ? questionsOf(definition) : [];
  const types = new Set((dimensions ?? []).map((one) => one.type));
  const outcomes: Option[] = definition
    ? outcomesOf(questions, wordOf)
    : measures.filter(([, type]) => types.has(type)).map(([measure]) => ({ value: measure, label: t(`common:measure.${measure}`) }));
  const last = outcomes[outcomes.length - 1]?.value;
  /* Of a survey: recommendation, else the first answer of a choice ("were you satisfied?"), else what was asked last, all in all. */
  const recommend = questions.find((question) => question.type === 'nps')?.id;
  const whole = recommend ? `answers.${recommend}` : (outcomes.find((one) => one.value.includes('='))?.value ?? last);
  const usual = definition ? whole : outcomes[0]?.value;
  const outcome = outcomes.some((one) => one.value === chosen) ? chosen : usual;
  const asked = questions
    .filter((question) => scored.has(question.type) && `answers.${question.id}` !== outcome)
    .map((question) => question.id);
  return {
    ready: surveys !== undefined && dimensions !== undefined,
    subjects: [
      { value: '', label: t('of_touchpoints') },
      ...many.map((one) => ({ value: one.slug, label: wordOf((one.definition as { title?: Record<string, string> }).title, one.slug) })),
    ],
    outcomes,
    outcome,
    of: definition ? asked.slice(0, 64).join(',') : 'touchpoints',
    nameOf: (name: string) => (definition ? wordOf(questions.find((one) => one.id === name)?.text, name) : touchpointName(name)),
  };
}

export type DriverChoices = ReturnType<typeof useDriverChoices>;
