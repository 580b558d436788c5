import { closestCenter, DndContext, type DragEndEvent, KeyboardSensor, PointerSensor, useSensor, useSensors } from '@dnd-kit/core';
import { SortableContext, sortableKeyboardCoordinates, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { useTranslation } from 'react-i18next';
import { Section } from '../../design/Section';
import { AddQuestion } from './AddQuestion';
import { moveLine } from './edits';
import { GroupEndRow } from './GroupEndRow';
import { PageRow } from './PageRow';
import { linesOf } from './pages';
import css from './QuestionList.module.css';
import { QuestionRow } from './QuestionRow';
import { useEditor } from './useEditor';

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

/** The questions in order, and where pages begin. Moved by dragging, by the handle and arrow keys, or by the buttons. */
export function QuestionList() {
  const { t } = useTranslation('surveys');
  const { definition, draft, problemsAt } = useEditor();
  const announcements = useAnnouncements();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const lines = linesOf(definition.questions);
  const ids = lines.map((line) => line.id);
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
                <PageRow key={line.id} id={line.id} page={line.page} at={at} />
              ) : 'end' in line ? (
                <GroupEndRow key={line.id} id={line.id} group={line.end} at={at} />
              ) : (
                <QuestionRow key={line.id} line={line} at={at} />
              ),
            )}
          </ol>
        </SortableContext>
      </DndContext>
      <AddQuestion />
    </Section>
  );
}
