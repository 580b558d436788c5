import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useConditionSentence } from './conditionSentence';
import { useRoundsSentence } from './GroupFields';
import { Grip, Moves } from './moving';
import type { QuestionLine } from './pages';
import { neverHolds, problemsOf } from './problems';
import { QuestionForm } from './QuestionForm';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

/** What is said of a question when it is folded: its type, whether it must be answered, when it is shown, what is missing. */
function Marks({ line: { question, field } }: { line: QuestionLine }) {
  const { t } = useTranslation('surveys');
  const { definition } = useEditor();
  const sentenceOf = useConditionSentence();
  const roundsOf = useRoundsSentence();
  const wanting = problemsOf(definition).filter(
    (problem) => problem.field.startsWith(`${field}.`) && !problem.field.startsWith(`${field}.questions[`),
  ).length;
  return (
    <span className={css.marks}>
      {t(`type.${question.type}`)}
      {question.type === 'group' && ` · ${roundsOf(question)}`}
      {question.required && ` · ${t('required')}`}
      {question.show_if && ` · ${sentenceOf(question.show_if)}`}
      {question.show_if && neverHolds(question.show_if) && <span className={css.missing}> · {t('never_shown')}</span>}
      {wanting > 0 && <span className={css.missing}> · {t('wanting', { count: wanting })}</span>}
    </span>
  );
}

/** One question: a line, and when opened, all that can be set. */
export function QuestionRow({ line, at }: { line: QuestionLine; at: number }) {
  const { id, question, number, group } = line;
  const { t, i18n } = useTranslation('surveys');
  const { open, setOpen, may } = useEditor();
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id, disabled: !may });
  const opened = open === id;
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
        <button type="button" className={css.toggle} aria-expanded={opened} data-question={id} onClick={() => setOpen(opened ? '' : id)}>
          <span className={css.text}>
            {number}. {text}
          </span>
          <Marks line={line} />
        </button>
        {may && <Moves at={at} up={t('move_up', { number })} down={t('move_down', { number })} />}
      </div>
      {opened && <QuestionForm line={line} />}
    </li>
  );
}
