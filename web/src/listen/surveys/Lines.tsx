import { memo, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Arm } from './arms';
import { useConditionSentenceOf } from './conditionSentence';
import type { Question } from './definition';
import type { Edit } from './edits';
import { GroupEndRow } from './GroupEndRow';
import { useRoundsSentenceOf } from './GroupFields';
import { PageRow } from './PageRow';
import { linesOf } from './pages';
import css from './QuestionList.module.css';
import { QuestionRow } from './QuestionRow';

interface LinesProps {
  questions: Question[];
  arms?: Arm[];
  may: boolean;
  change: (edit: Edit) => void;
  opened: string;
  open: (id: string) => void;
  /** the questions that can never be shown */
  never: Set<string>;
  /** how many texts and settings each question still wants */
  wanting: Record<string, number>;
}

/** The rows of the editor's list. Drawn when the questions have changed, not with every change around them. */
export const Lines = memo(function Lines({ questions, arms, may, change, opened, open, never, wanting }: LinesProps) {
  const { t, i18n } = useTranslation('surveys');
  const sentenceOf = useConditionSentenceOf(questions, 'condition', arms);
  const roundsOf = useRoundsSentenceOf(questions);
  const lines = useMemo(() => linesOf(questions), [questions]);
  return (
    <ol className={css.list}>
      {lines.map((line, at) => {
        const place = { id: line.id, at, last: at === lines.length - 1, may, change };
        if ('page' in line) return <PageRow key={line.id} {...place} page={line.page} />;
        if ('end' in line) return <GroupEndRow key={line.id} {...place} group={line.end} />;
        return (
          <QuestionRow
            key={line.id}
            {...place}
            {...line}
            opened={opened === line.id}
            open={open}
            when={line.question.show_if ? sentenceOf(line.question.show_if) : ''}
            rounds={line.question.type === 'group' ? roundsOf(line.question) : ''}
            never={never.has(line.id)}
            wanting={wanting[line.id] ?? 0}
            t={t}
            language={i18n.language}
          />
        );
      })}
    </ol>
  );
});
