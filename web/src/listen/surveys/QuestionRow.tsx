import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useConditionSentence } from './conditionSentence';
import type { Question } from './definition';
import { moveQuestion } from './edits';
import { problemsOf } from './problems';
import { QuestionForm } from './QuestionForm';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

function Grip() {
  return (
    <svg width="12" height="16" viewBox="0 0 12 16" fill="currentColor" aria-hidden="true">
      {[3, 8, 13].flatMap((y) => [2.5, 9.5].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.5" />))}
    </svg>
  );
}

function Moves({ index }: { index: number }) {
  const { t } = useTranslation('surveys');
  const { draft, definition } = useEditor();
  const last = definition.questions.length - 1;
  const number = index + 1;
  return (
    <span className={css.moves}>
      <button
        type="button"
        disabled={index === 0}
        aria-label={t('move_up', { number })}
        onClick={() => draft.change(moveQuestion(index, index - 1))}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
          <path d="M2 9l5-5 5 5" />
        </svg>
      </button>
      <button
        type="button"
        disabled={index === last}
        aria-label={t('move_down', { number })}
        onClick={() => draft.change(moveQuestion(index, index + 1))}
      >
        <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
          <path d="M2 5l5 5 5-5" />
        </svg>
      </button>
    </span>
  );
}

/** What is said of a question when it is folded: its type, whether it must be answered, when it is shown, what is missing. */
function Marks({ question, index }: { question: Question; index: number }) {
  const { t } = useTranslation('surveys');
  const { definition } = useEditor();
  const sentenceOf = useConditionSentence();
  const wanting = problemsOf(definition).filter((problem) => problem.field.startsWith(`questions[${index}].`)).length;
  return (
    <span className={css.marks}>
      {t(`type.${question.type}`)}
      {question.required && ` · ${t('required')}`}
      {question.show_if && ` · ${sentenceOf(question.show_if)}`}
      {wanting > 0 && <span className={css.missing}> · {t('wanting', { count: wanting })}</span>}
    </span>
  );
}

/** One question: a line, and when opened, all that can be set. */
export function QuestionRow({ question, index }: { question: Question; index: number }) {
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
        {may && <Moves index={index} />}
      </div>
      {opened && <QuestionForm question={question} index={index} />}
    </li>
  );
}
