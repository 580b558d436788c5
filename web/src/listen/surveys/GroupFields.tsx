import { NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Question } from './definition';
import css from './Form.module.css';
import { isCounted, sourcesOf } from './groups';
import { questionNumber } from './parts';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

const nameOf = (path: string | undefined) => (path ?? '').replace(/^answers\./, '');

/** How often a group is asked, as a person would say it: "once for each choice of question 1". */
export function useRoundsSentenceOf(questions: Question[]): (group: Question) => string {
  const { t } = useTranslation('surveys');
  return (group) => {
    if (isCounted(group)) return t('group.added', { least: group.least ?? 1, most: group.most ?? 1 });
    const source = questions.find((question) => question.id === nameOf(group.for));
    const number = questionNumber(questions, nameOf(group.for));
    return t(`group.for.${source?.type ?? 'choices'}`, { number, most: group.most ?? '' });
  };
}

interface GroupFieldsProps {
  group: Question;
  before: Question[];
  field: string;
  change: (part: Partial<Question>) => void;
}

/** What a group is repeated by, and how often at the most. */
export function GroupFields({ group, field, change }: GroupFieldsProps) {
  const { t } = useTranslation('surveys');
  const { definition, problemsAt } = useEditor();
  const problemText = useProblemText();
  const sentenceOf = useRoundsSentenceOf(definition.questions);
  const at = definition.questions.findIndex((question) => question.id === group.id);
  const sources = sourcesOf(definition.questions.slice(0, at));
  const problem = problemsAt(`${field}.most`)[0] ?? problemsAt(`${field}.for`)[0];
  const source = sources.find((question) => question.id === nameOf(group.for));
  const counts = isCounted(group) || source?.type === 'number' || source?.type === 'slider';
  const choose = (id: string | null) => {
    const next = sources.find((question) => question.id === id);
    if (!next) change({ for: undefined, least: 1, most: group.most ?? 5 });
    else
      change({
        for: `answers.${next.id}`,
        least: undefined,
        most: next.type === 'number' || next.type === 'slider' ? (group.most ?? 5) : undefined,
      });
  };
  const rounds = (name: 'least' | 'most', low: number) => (
    <NumberInput
      label={t(`group.${name}`)}
      data-field={`${field}.${name}`}
      value={group[name] ?? low}
      min={low}
      max={20}
      allowDecimal={false}
      allowNegative={false}
      error={name === 'most' && problem && problemText(problem)}
      onChange={(value) => change({ [name]: Number(value) })}
    />
  );
  return (
    <>
      <Select
        label={t('group.by')}
        description={sentenceOf(group)}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={[
          { value: '', label: t('group.by_respondent') },
          ...sources.map(({ id, type }) => ({
            value: id,
            label: t(`group.by_source.${type}`, { number: questionNumber(definition.questions, id) }),
          })),
        ]}
        value={source?.id ?? ''}
        allowDeselect={false}
        error={!counts && problem && problemText(problem)}
        onChange={choose}
      />
      {counts && (
        <div className={css.numbers}>
          {isCounted(group) && rounds('least', 0)}
          {rounds('most', 1)}
        </div>
      )}
      <p className="small">{t('group.piping')}</p>
    </>
  );
}
