import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import { AddQuestion } from './AddQuestion';
import { useConditionSentence } from './conditionSentence';
import { type Edit, moveLine } from './edits';
import { GroupEndRow } from './GroupEndRow';
import { useRoundsSentence } from './GroupFields';
import { PageRow } from './PageRow';
import { linesOf } from './pages';
import css from './QuestionList.module.css';
import { QuestionRow } from './QuestionRow';
import { useEditor } from './useEditor';

/* Made once: a sensor made anew draws every row anew. */
const byPointer = { activationConstraint: { distance: 4 } };
const byKeyboard = { coordinateGetter: sortableKeyboardCoordinates };

function useAnnouncements() {
  const { t } = useTranslation('surveys');
  const { definition } = useEditor();
  const lines = linesOf(definition.questions);
  const at = (id: string | number) => lines.findIndex((line) => line.id === id) + 1;
  return {
    onDragStart: ({ active }: { active: { id: string | number } }) => {
      const line = lines.find(({ id }) => id === active.id);
      if (line && 'page' in line) return t('drag.start_page', { number: line.page });
      return line && 'end' in line ? t('drag.start_end') : t('drag.start', { number: line?.number ?? '' });
    },
    onDragOver: ({ over }: { over: { id: string | number } | null }) => (over ? t('drag.over', { number: at(over.id) }) : undefined),
    onDragEnd: ({ over }: { over: { id: string | number } | null }) => t('drag.end', { number: over ? at(over.id) : '' }),
    onDragCancel: () => t('drag.cancel'),
  };
}

/** The same function from one drawing to the next, so that no row is drawn anew because of it. */
function useSame(change: (edit: Edit) => void): (edit: Edit) => void {
  const latest = useRef(change);
  useLayoutEffect(() => {
    latest.current = change;
  });
  return useCallback((edit) => latest.current(edit), []);
}

/** The questions in order, and where pages begin. Moved by dragging, by the handle and arrow keys, or by the buttons. */
export function QuestionList() {
  const { t } = useTranslation('surveys');
  const { definition, draft, problemsAt, may, open, setOpen, wanting, checks } = useEditor();
  const announcements = useAnnouncements();
  const sentenceOf = useConditionSentence();
  const roundsOf = useRoundsSentence();
  const change = useSame(draft.change);
  const sensors = useSensors(useSensor(PointerSensor, byPointer), useSensor(KeyboardSensor, byKeyboard));
  const lines = useMemo(() => linesOf(definition.questions), [definition.questions]);
  const names = lines.map((line) => line.id).join(' ');
  const ids = useMemo(() => names.split(' ').filter(Boolean), [names]);
  const never = new Set(checks?.findings.filter(({ code }) => code.startsWith('never_shown')).map(({ question }) => question));
  const drop = ({ active, over }: DragEndEvent) => {
    const from = ids.indexOf(String(active.id));
    const to = over ? ids.indexOf(String(over.id)) : -1;
    if (from >= 0 && to >= 0 && from !== to) draft.change(moveLine(from, to));
  };
  return (
    <Section title={t('questions')} note={ids.length > 0 ? t('questions_note', { count: definition.questions.length }) : undefined}>
      {ids.length === 0 && <p className={problemsAt('questions').length > 0 ? css.problem : 'small'}>{t('questions_none')}</p>}
      <DndContext
        sensors={sensors}
        collisionDetection={closestCenter}
        onDragEnd={drop}
        accessibility={{ announcements, screenReaderInstructions: { draggable: t('drag.help') } }}
      >
        <SortableContext items={ids} strategy={verticalListSortingStrategy}>
          <ol className={css.list}>
            {lines.map((line, at) =>
              'page' in line ? (
                <PageRow key={line.id} id={line.id} page={line.page} at={at} last={at === lines.length - 1} may={may} change={change} />
              ) : 'end' in line ? (
                <GroupEndRow key={line.id} id={line.id} group={line.end} at={at} last={at === lines.length - 1} may={may} change={change} />
              ) : (
                <QuestionRow
                  key={line.id}
                  {...line}
                  at={at}
                  last={at === lines.length - 1}
                  may={may}
                  change={change}
                  opened={open === line.id}
                  open={setOpen}
                  when={line.question.show_if ? sentenceOf(line.question.show_if) : ''}
                  rounds={line.question.type === 'group' ? roundsOf(line.question) : ''}
                  never={never.has(line.id)}
                  wanting={wanting[line.id] ?? 0}
                />
              ),
            )}
          </ol>
        </SortableContext>
      </DndContext>
      <AddQuestion />
    </Section>
  );
}
