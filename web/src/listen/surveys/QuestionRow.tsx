import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useConditionSentence } from './conditionSentence';
import type { Question } from './definition';
import { Grip, Moves } from './moving';
import { QuestionForm } from './QuestionForm';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

/** What is said of a question when it is folded: its type, whether it must be answered, when it is shown, what is missing. */
function Marks({ question, index }: { question: Question; index: number }) {
  const { t } = useTranslation('surveys');
  const { checks, wanting: wantingOf } = useEditor();
  const sentenceOf = useConditionSentence();
  const wanting = wantingOf[index] ?? 0;
  const never = checks?.findings.some((one) => one.question === question.id && one.code.startsWith('never_shown'));
  return (
    <span className={css.marks}>
      {t(`type.${question.type}`)}
      {question.required && ` · ${t('required')}`}
      {question.show_if && ` · ${sentenceOf(question.show_if)}`}
      {never && <span className={css.missing}> · {t('never_shown')}</span>}
      {wanting > 0 && <span className={css.missing}> · {t('wanting', { count: wanting })}</span>}
    </span>
  );
}

/** One question: a line, and when opened, all that can be set. */
export function QuestionRow({ question, index, at }: { question: Question; index: number; at: number }) {
  const { t, i18n } = useTranslation('surveys');
  const { open, setOpen, may } = useEditor();
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: question.id, disabled: !may });
  const opened = open === question.id;
  const text = pickText(question.text, i18n.language, t('no_text'));
  return (
    <li
      ref={setNodeRef}
      className={`${css.row} ${isDragging ? css.dragged : ''}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={css.line}>
        {may ? (
          <button type="button" className={css.handle} {...attributes} {...listeners} aria-label={t('drag.handle', { number: index + 1 })}>
            <Grip />
          </button>
        ) : (
          <span />
        )}
        <button
          type="button"
          className={css.toggle}
          aria-expanded={opened}
          data-question={question.id}
          onClick={() => setOpen(opened ? '' : question.id)}
        >
          <span className={css.text}>
            {index + 1}. {text}
          </span>
          <Marks question={question} index={index} />
        </button>
        {may && <Moves at={at} up={t('move_up', { number: index + 1 })} down={t('move_down', { number: index + 1 })} />}
      </div>
      {opened && <QuestionForm question={question} index={index} />}
    </li>
  );
}
