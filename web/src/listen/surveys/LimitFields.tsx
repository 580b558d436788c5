import { NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Question, scaleOf, traitsOfQuestion } from './definition';
import css from './Form.module.css';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

interface LimitFieldsProps {
  question: Question;
  field: string;
  change: (part: Partial<Question>) => void;
}

const numberOf = (value: string | number): number | undefined => (value === '' ? undefined : Number(value));

function ScaleField({ question, field, change }: LimitFieldsProps) {
  const { t } = useTranslation('surveys');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const { scales } = traitsOfQuestion(question);
  const scale = scaleOf(question);
  const problem = problemsAt(`${field}.scale`, true)[0];
  if (!scales) return <p className="small">{t('fixed_scale', scale)}</p>;
  if (scales === 'free') {
    return (
      <div className={css.numbers}>
        <NumberInput
          label={t('scale_low')}
          data-field={`${field}.scale`}
          value={scale.low}
          min={-100}
          max={99}
          allowDecimal={false}
          error={problem && problemText(problem)}
          onChange={(low) => change({ scale: { ...scale, low: Number(low) } })}
        />
        <NumberInput
          label={t('scale_high')}
          value={scale.high}
          min={-99}
          max={100}
          allowDecimal={false}
          onChange={(high) => change({ scale: { ...scale, high: Number(high) } })}
        />
      </div>
    );
  }
  const data = scales.map(({ low, high }) => ({ value: `${low} ${high}`, label: `${low}–${high}` }));
  return (
    <Select
      label={t('scale')}
      data={data}
      value={`${scale.low} ${scale.high}`}
      allowDeselect={false}
      w={140}
      onChange={(value) => {
        const [low, high] = (value ?? '1 5').split(' ').map(Number);
        change({ scale: { low: low ?? 1, high: high ?? 5 } });
      }}
    />
  );
}

/** How much and between which ends one may answer. */
export function LimitFields({ question, field, change }: LimitFieldsProps) {
  const { t } = useTranslation('surveys');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const { scaled, length, bounds } = traitsOfQuestion(question);
  const problem = problemsAt(`${field}.high`)[0] ?? problemsAt(`${field}.low`)[0];
  return (
    <>
      {scaled && <ScaleField question={question} field={field} change={change} />}
      {length !== undefined && (
        <NumberInput
          label={t('length_max')}
          value={question.length_max ?? ''}
          placeholder={String(length)}
          min={1}
          max={10000}
          allowDecimal={false}
          allowNegative={false}
          w={200}
          onChange={(value) => change({ length_max: numberOf(value) })}
        />
      )}
      {bounds && (
        <div className={css.numbers}>
          <NumberInput label={t('least')} value={question.low ?? ''} onChange={(value) => change({ low: numberOf(value) })} />
          <NumberInput
            label={t('most')}
            data-field={`${field}.high`}
            value={question.high ?? ''}
            error={problem && problemText(problem)}
            onChange={(value) => change({ high: numberOf(value) })}
          />
        </div>
      )}
    </>
  );
}
