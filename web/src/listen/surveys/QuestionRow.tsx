import type { TFunction } from 'i18next';
import { memo } from 'react';
import { pickText } from '../../app/words';
import { ListRow } from './ListRow';
import { type LineProps, Moves } from './moving';
import type { QuestionLine } from './pages';
import { QuestionForm } from './QuestionForm';
import css from './QuestionList.module.css';

interface QuestionRowProps extends LineProps, Pick<QuestionLine, 'id' | 'question' | 'number' | 'group'> {
  opened: boolean;
  open: (id: string) => void;
  /** when it is shown, as a sentence; empty: always */
  when: string;
  /** of a group: what it is repeated by, as a sentence */
  rounds: string;
  /** it can never be shown */
  never: boolean;
  /** how many texts and settings are missing */
  wanting: number;
  /** the list's words: two hundred rows that each ask for them are slow to open */
  t: TFunction<'surveys'>;
  language: string;
}

type MarksProps = Pick<QuestionRowProps, 'question' | 'when' | 'rounds' | 'never' | 'wanting' | 't'>;

/** What is said of a question when it is folded: its type, whether it must be answered, when it is shown, what is missing. */
function Marks({ question, when, rounds, never, wanting, t }: MarksProps) {
  return (
    <span className={css.marks}>
      {t(`type.${question.type}`)}
      {rounds && ` · ${rounds}`}
      {question.required && ` · ${t('required')}`}
      {when && ` · ${when}`}
      {never && <span className={css.missing}> · {t('never_shown')}</span>}
      {wanting > 0 && <span className={css.missing}> · {t('wanting', { count: wanting })}</span>}
    </span>
  );
}

/** One question: a line, and when opened, all that can be set. */
export const QuestionRow = memo(function QuestionRow({
  id,
  question,
  number,
  group,
  at,
  last,
  may,
  change,
  opened,
  open,
  t,
  language,
  ...marks
}: QuestionRowProps) {
  const text = pickText(question.text, language) || t('no_text');
  return (
    <ListRow
      id={id}
      handle={may ? () => t('drag.handle', { number }) : undefined}
      moves={
        may
          ? () => <Moves at={at} last={last} change={change} up={t('move_up', { number })} down={t('move_down', { number })} />
          : undefined
      }
      className={group && css.inner}
      below={opened && <QuestionForm id={id} />}
    >
      <button type="button" className={css.toggle} aria-expanded={opened} data-question={id} onClick={() => open(opened ? '' : id)}>
        <span className={css.text}>
          {number}. {text}
        </span>
        <Marks question={question} {...marks} t={t} />
      </button>
    </ListRow>
  );
});
