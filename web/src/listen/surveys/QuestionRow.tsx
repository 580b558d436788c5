import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { Grip, type LineProps, Moves } from './moving';
import type { QuestionLine } from './pages';
import { QuestionForm } from './QuestionForm';
import css from './QuestionList.module.css';

interface QuestionRowProps extends LineProps, QuestionLine {
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
}

type MarksProps = Pick<QuestionRowProps, 'question' | 'when' | 'rounds' | 'never' | 'wanting'>;

/** What is said of a question when it is folded: its type, whether it must be answered, when it is shown, what is missing. */
function Marks({ question, when, rounds, never, wanting }: MarksProps) {
  const { t } = useTranslation('surveys');
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
  field,
  number,
  group,
  index,
  at,
  last,
  may,
  change,
  opened,
  open,
  ...marks
}: QuestionRowProps) {
  const { t, i18n } = useTranslation('surveys');
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id, disabled: !may });
  const text = pickText(question.text, i18n.language, t('no_text'));
  return (
    <li
      ref={setNodeRef}
      className={`${css.row} ${group ? css.inner : ''} ${isDragging ? css.dragged : ''}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={css.line}>
        {may ? (
          <button type="button" className={css.handle} {...attributes} {...listeners} aria-label={t('drag.handle', { number })}>
            <Grip />
          </button>
        ) : (
          <span />
        )}
        <button type="button" className={css.toggle} aria-expanded={opened} data-question={id} onClick={() => open(opened ? '' : id)}>
          <span className={css.text}>
            {number}. {text}
          </span>
          <Marks question={question} {...marks} />
        </button>
        {may && <Moves at={at} last={last} change={change} up={t('move_up', { number })} down={t('move_down', { number })} />}
      </div>
      {opened && <QuestionForm line={{ id, question, field, number, group, index }} />}
    </li>
  );
});
