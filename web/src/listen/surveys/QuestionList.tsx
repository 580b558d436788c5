import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { useDeferredValue, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import { AddQuestion } from './AddQuestion';
import type { Definition } from './definition';
import { moveLine } from './edits';
import { Lines } from './Lines';
import { linesOf } from './pages';
import css from './QuestionList.module.css';
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

const namesOf = (definition: Definition) =>
  linesOf(definition.questions)
    .map((line) => line.id)
    .join(' ');

/** What is written in a question shows in its row a moment after its own field; what stands where shows at once. */
function useShown() {
  const { definition, wanting, checks } = useEditor();
  const never = useMemo(
    () => new Set(checks?.findings.filter(({ code }) => code.startsWith('never_shown')).map(({ question }) => question ?? '')),
    [checks],
  );
  const now = useMemo(() => ({ definition, wanting, never }), [definition, wanting, never]);
  const before = useDeferredValue(now);
  const names = useMemo(() => namesOf(definition), [definition]);
  const same = useMemo(() => namesOf(before.definition), [before]) === names;
  return { names, ...(same ? before : now) };
}

/** The questions in order, and where pages begin. Moved by dragging, by the handle and arrow keys, or by the buttons. */
export function QuestionList() {
  const { t } = useTranslation('surveys');
  const { change, problemsAt, may, open, setOpen } = useEditor();
  const announcements = useAnnouncements();
  const { names, definition, wanting, never } = useShown();
  const sensors = useSensors(useSensor(PointerSensor, byPointer), useSensor(KeyboardSensor, byKeyboard));
  const ids = useMemo(() => names.split(' ').filter(Boolean), [names]);
  const drop = ({ active, over }: DragEndEvent) => {
    const from = ids.indexOf(String(active.id));
    const to = over ? ids.indexOf(String(over.id)) : -1;
    if (from >= 0 && to >= 0 && from !== to) change(moveLine(from, to));
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
          <Lines
            questions={definition.questions}
            arms={definition.arms}
            may={may}
            change={change}
            opened={open}
            open={setOpen}
            never={never}
            wanting={wanting}
          />
        </SortableContext>
      </DndContext>
      <AddQuestion />
    </Section>
  );
}
