import { CloseButton } from '@mantine/core';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { beginPage } from './edits';
import { ListRow } from './ListRow';
import { type LineProps, Moves } from './moving';
import css from './QuestionList.module.css';

/** Where a page begins: moved as a question is, among them. */
export const PageRow = memo(function PageRow({ id, page, at, last, may, change }: LineProps & { id: string; page: number }) {
  const { t } = useTranslation('surveys');
  return (
    <ListRow
      id={id}
      handle={may ? () => t('drag.handle_page', { number: page }) : undefined}
      moves={
        may
          ? () => (
              <>
                <CloseButton
                  size="lg"
                  aria-label={t('page_remove', { number: page })}
                  onClick={() => change(beginPage(id.replace(/^page:/, ''), false))}
                />
                <Moves at={at} last={last} change={change} up={t('page_up', { number: page })} down={t('page_down', { number: page })} />
              </>
            )
          : undefined
      }
      className={css.page}
    >
      <span className={css.name}>{t('page', { number: page })}</span>
    </ListRow>
  );
});
