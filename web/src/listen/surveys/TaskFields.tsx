import { NumberInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { type Question, tasksOf } from './definition';
import css from './Form.module.css';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

interface TaskFieldsProps {
  question: Question;
  field: string;
  change: (part: Partial<Question>) => void;
}

/** A number that is being typed, within what there can be; an empty field is the usual one. */
function within(value: string | number, least: number, most: number): number | undefined {
  const number = Number(value);
  return value === '' || !Number.isFinite(number) ? undefined : Math.min(most, Math.max(least, number));
}

/** How many items stand on a list, how many lists there are, and how often that shows each item. */
export function TaskFields({ question, field, change }: TaskFieldsProps) {
  const { t } = useTranslation('maxdiff');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const format = useFormat();
  const { items, per_task, tasks, least } = tasksOf(question);
  const problem = problemsAt(`${field}.tasks`)[0] ?? problemsAt(`${field}.per_task`)[0];
  const times = (per_task * tasks) / Math.max(1, items);
  return (
    <div>
      <div className={css.numbers}>
        <NumberInput
          label={t('per_task')}
          data-field={`${field}.per_task`}
          value={per_task}
          min={3}
          max={Math.min(6, items - 1)}
          allowDecimal={false}
          onChange={(value) => change({ per_task: within(value, 3, 6), tasks: undefined })}
        />
        <NumberInput
          label={t('tasks')}
          data-field={`${field}.tasks`}
          value={tasks}
          min={least}
          max={20}
          allowDecimal={false}
          error={problem && problemText(problem)}
          onChange={(value) => change({ tasks: within(value, 1, 20) })}
        />
      </div>
      <p className="small">{t(times < 2.5 ? 'seldom' : 'often', { times: format.number(times, 1) })}</p>
    </div>
  );
}
