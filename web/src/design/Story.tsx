import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { EmotionWord } from './EmotionWord';
import { useFormat } from './format';
import { Quote } from './Quote';
import css from './Story.module.css';

interface Felt {
  strongest?: string;
  all?: Record<string, number>;
}

const isFelt = (value: unknown): value is Felt => typeof value === 'object' && value !== null && 'strongest' in value;

/** The words of a response: the longest text it holds. Which question is a story only the survey knows; a name or a choice is shorter. */
function wordsOf(answers: Record<string, unknown>): string {
  const texts = Object.values(answers).filter((value): value is string => typeof value === 'string');
  return texts.sort((a, b) => b.length - a.length)[0] ?? '';
}

/** One customer's words with what they felt, by which channel, in which language, when. */
export function Story({ response }: { response: Schema['Response'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const felt = Object.values(response.answers).find(isFelt);
  const strongest = felt?.strongest;
  return (
    <>
      <Quote text={wordsOf(response.answers)} language={response.language} />
      <div className={css.source}>
        {strongest && <EmotionWord name={strongest} intensity={felt?.all?.[strongest]} />}
        <span>{t(`outcome.${response.outcome}`)}</span>
        {response.channel && <span>{t(`channel.${response.channel}`, { defaultValue: response.channel })}</span>}
        <span>{format.language(response.language)}</span>
        <span>{format.day(response.at)}</span>
      </div>
    </>
  );
}
