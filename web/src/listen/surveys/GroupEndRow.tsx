import { useTranslation } from 'react-i18next';
import { AddQuestion } from './AddQuestion';
import type { Question } from './definition';
import { ListRow } from './ListRow';
import { type LineProps, Moves } from './moving';
import css from './QuestionList.module.css';
import { useEditor } from './useEditor';

/** Where a group ends: what stands before it, after the group's own line, is asked in each round. Moved as a question is. */
export function GroupEndRow({ id, group, at, last, may, change }: LineProps & { id: string; group: Question }) {
  const { t } = useTranslation('surveys');
  const { problemsAt, definition } = useEditor();
  const number = definition.questions.findIndex((question) => question.id === group.id) + 1;
  const empty = problemsAt(`questions[${number - 1}].questions`).length > 0;
  return (
    <ListRow
      id={id}
      handle={may ? () => t('group.handle', { number }) : undefined}
      moves={
        may
          ? () => <Moves at={at} last={last} change={change} up={t('group.end_up', { number })} down={t('group.end_down', { number })} />
          : undefined
      }
      className={`${css.page} ${css.inner}`}
    >
      <span className={css.name}>
        {t('group.end', { number })}
        {empty && <span className={css.missing}> · {t('problem.group_empty')}</span>}
        <AddQuestion group={group} />
      </span>
    </ListRow>
  );
}
