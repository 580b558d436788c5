import { useSortable } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import { CloseButton } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { beginPage } from './edits';
import { Grip, type LineProps, Moves } from './moving';
import css from './QuestionList.module.css';

/** Where a page begins: moved as a question is, among them. */
export const PageRow = memo(function PageRow({ id, page, at, last, may, change }: LineProps & { id: string; page: number }) {
  const { t } = useTranslation('surveys');
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id, disabled: !may });
  return (
    <li
      ref={setNodeRef}
      className={`${css.row} ${css.page} ${isDragging ? css.dragged : ''}`}
      style={{ transform: CSS.Translate.toString(transform), transition }}
    >
      <div className={css.line}>
        {may ? (
          <button type="button" className={css.handle} {...attributes} {...listeners} aria-label={t('drag.handle_page', { number: page })}>
            <Grip />
          </button>
        ) : (
          <span />
        )}
        <span className={css.name}>{t('page', { number: page })}</span>
        {may && (
          <span className={css.moves}>
            <CloseButton
              size="lg"
              aria-label={t('page_remove', { number: page })}
              onClick={() => change(beginPage(id.replace(/^page:/, ''), false))}
            />
            <Moves at={at} last={last} change={change} up={t('page_up', { number: page })} down={t('page_down', { number: page })} />
          </span>
        )}
      </div>
    </li>
  );
});
