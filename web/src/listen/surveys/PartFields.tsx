import { Checkbox, NumberInput, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ChoicesField } from './ChoicesField';
import { type Question, traitsOf, traitsOfQuestion } from './definition';
import css from './Form.module.css';
import type { QuestionLine } from './pages';
import { TaskFields } from './TaskFields';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

interface PartFieldsProps {
  line: QuestionLine;
  question: Question;
  field: string;
  change: (part: Partial<Question>) => void;
}

const cells = ['rating', 'choice', 'choices', 'number', 'text'] as const;
const contactFields = ['name', 'email', 'phone', 'organisation', 'street', 'postcode', 'city', 'country'] as const;
const outs = ['dont_know', 'not_applicable'] as const;

/** What each row of a matrix is; what belongs to another kind of row goes away with it. */
function CellField({ question, change }: PartFieldsProps) {
  const { t } = useTranslation('surveys');
  const { languages } = useEditor();
  const set = (cell: (typeof cells)[number]) => {
    const choosing = cell === 'choice' || cell === 'choices';
    const choices =
      question.choices ??
      [1, 2].map((number) => ({ id: `choice-${number}`, text: Object.fromEntries(languages.map((code) => [code, ''])) }));
    const optOuts = traitsOf(cell).optOuts ? question.opt_outs : undefined;
    change({
      cell,
      scale: cell === 'rating' ? (question.scale ?? { low: 1, high: 5 }) : undefined,
      choices: choosing ? choices : undefined,
      opt_outs: optOuts,
      least: undefined,
      most: undefined,
      low: undefined,
      high: undefined,
      length_max: undefined,
    });
  };
  return (
    <Select
      label={t('cell')}
      data={cells.map((value) => ({ value, label: t(`type.${value}`) }))}
      value={question.cell ?? 'rating'}
      allowDeselect={false}
      w={240}
      onChange={(value) => set(cells.find((cell) => cell === value) ?? 'rating')}
    />
  );
}

function CountFields({ question, field, change }: PartFieldsProps) {
  const { t } = useTranslation('surveys');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const problem = problemsAt(`${field}.most`)[0] ?? problemsAt(`${field}.least`)[0];
  const count = question.choices?.length ?? 1;
  const input = (name: 'least' | 'most') => (
    <NumberInput
      label={t(`chosen_${name}`)}
      data-field={`${field}.${name}`}
      value={question[name] ?? ''}
      placeholder={String(name === 'least' ? 1 : count)}
      min={1}
      max={count}
      allowDecimal={false}
      error={name === 'most' && problem && problemText(problem)}
      onChange={(value) => change({ [name]: value === '' ? undefined : Number(value) })}
    />
  );
  return (
    <div className={css.numbers}>
      {input('least')}
      {input('most')}
    </div>
  );
}

function ContactFields({ question, field, change }: PartFieldsProps) {
  const { t } = useTranslation('surveys');
  const { problemsAt } = useEditor();
  const problemText = useProblemText();
  const chosen = question.fields ?? [];
  const problem = problemsAt(`${field}.fields`)[0];
  return (
    <Checkbox.Group
      label={t('contact_fields')}
      value={chosen}
      error={problem && problemText(problem)}
      onChange={(names) => change({ fields: contactFields.filter((name) => names.includes(name)) })}
    >
      <div className={css.row}>
        {contactFields.map((name) => (
          <Checkbox key={name} radius="xs" value={name} label={t(`contact.${name}`)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

function OptOuts({ question, change }: PartFieldsProps) {
  const { t } = useTranslation('surveys');
  return (
    <Checkbox.Group
      label={t('opt_outs')}
      description={t('opt_outs_note')}
      value={question.opt_outs ?? []}
      onChange={(names) => change({ opt_outs: outs.filter((name) => names.includes(name)) })}
    >
      <div className={css.row}>
        {outs.map((name) => (
          <Checkbox key={name} radius="xs" value={name} label={t(`opt_out.${name}`)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** Whether each choice is worth a number, for calculated questions. */
function ScoredField({ question, change }: PartFieldsProps) {
  const { t } = useTranslation('surveys');
  const choices = question.choices ?? [];
  const scored = choices.some((choice) => choice.score !== undefined);
  return (
    <Checkbox
      radius="xs"
      label={t('scored')}
      checked={scored}
      onChange={() =>
        change({ choices: choices.map(({ score: _, ...choice }, index) => (scored ? choice : { ...choice, score: index + 1 })) })
      }
    />
  );
}

/** What a question asks in parts, what is chosen among, and the reasons there may be for no answer. */
export function PartFields(props: PartFieldsProps) {
  const { t } = useTranslation('surveys');
  const { question, change } = props;
  const traits = traitsOfQuestion(question);
  return (
    <>
      {traits.rows && <ChoicesField line={props.line} change={change} of="rows" />}
      {traits.rows && <CellField {...props} />}
      {traits.choices && <ChoicesField line={props.line} change={change} of="choices" />}
      {traits.choices && !['ranking', 'sum', 'maxdiff'].includes(question.type) && <ScoredField {...props} />}
      {traits.counts && <CountFields {...props} />}
      {question.type === 'contact' && <ContactFields {...props} />}
      {question.type === 'maxdiff' && <TaskFields {...props} />}
      {question.type === 'sum' && (
        <NumberInput
          label={t('total')}
          value={question.total ?? 100}
          min={1}
          max={1000000}
          w={160}
          onChange={(value) => change({ total: Number(value) })}
        />
      )}
      {question.type === 'slider' && (
        <NumberInput
          label={t('step')}
          value={question.step ?? 1}
          min={0}
          w={160}
          onChange={(value) => change({ step: Number(value) || undefined })}
        />
      )}
      {traits.shuffle && (
        <Checkbox
          radius="xs"
          label={t('shuffle')}
          checked={question.shuffle ?? false}
          onChange={(event) => change({ shuffle: event.currentTarget.checked })}
        />
      )}
      {traits.optOuts && <OptOuts {...props} />}
    </>
  );
}
