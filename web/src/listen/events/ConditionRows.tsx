import { Autocomplete, CloseButton, NativeSelect, TextInput, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Condition, type Leaf, type Op, ops, takesValue } from '../condition';
import { fieldsOf, typedValue } from './condition';
import css from './Events.module.css';
import type { StoredEvent } from './reads';

/** "100" as the kind of value that stands in the field. */
export type ValueOf = (text: string, field: string, op: Op) => string | number | boolean;

interface LeafRowProps {
  leaf: Leaf;
  word: string;
  fields: string[];
  typedAs: ValueOf;
  change: (leaf: Leaf) => void;
  remove: () => void;
}

function LeafRow({ leaf, word, fields, typedAs, change, remove }: LeafRowProps) {
  const { t } = useTranslation('events');
  const typed = (text: string, field: string, op: Op) => (takesValue(op) ? { field, op, value: typedAs(text, field, op) } : { field, op });
  const text = leaf.value === undefined ? '' : String(leaf.value);
  return (
    <div className={css.leaf}>
      <span className={css.word}>{word}</span>
      <div className={css.fields}>
        <Autocomplete
          aria-label={t('field')}
          placeholder={fields[0]}
          data={fields}
          value={leaf.field}
          onChange={(field) => change(typed(text, field, leaf.op))}
        />
        <NativeSelect
          aria-label={t('op')}
          value={leaf.op}
          data={ops.map((op) => ({ value: op, label: t(`ops.${op}`) }))}
          onChange={(event) => change(typed(text, leaf.field, event.currentTarget.value as Op))}
        />
        {takesValue(leaf.op) && (
          <TextInput
            aria-label={t('value')}
            value={text}
            onChange={(event) => change(typed(event.currentTarget.value, leaf.field, leaf.op))}
          />
        )}
      </div>
      <CloseButton aria-label={t('leaf_remove')} onClick={remove} />
    </div>
  );
}

interface ConditionRowsProps {
  condition: Condition;
  samples: StoredEvent[];
  /** instead of what the samples had */
  fields?: string[];
  typedAs?: ValueOf;
  change: (condition: Condition) => void;
  problem?: string;
}

/** The condition of a rule as rows; fields are those the newest events had. */
export function ConditionRows({ condition, samples, fields, typedAs, change, problem }: ConditionRowsProps) {
  const { t } = useTranslation('events');
  const { mode, leaves } = condition;
  const joint = (at: number) => (at === 0 ? t('if') : t(`join.${mode}`));
  const known = fields ?? [...fieldsOf(samples), 'customer.attributes.', 'language'];
  const first = known[0] ?? 'properties.';
  return (
    <fieldset className={css.conditions}>
      <legend>{t('where')}</legend>
      {leaves.map((leaf, at) => (
        <LeafRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place only
          key={at}
          leaf={leaf}
          word={joint(at)}
          fields={known}
          typedAs={typedAs ?? ((text, field, op) => typedValue(text, field, op, samples))}
          change={(next) => change({ mode, leaves: leaves.map((one, index) => (index === at ? next : one)) })}
          remove={() => change({ mode, leaves: leaves.filter((_, index) => index !== at) })}
        />
      ))}
      {problem && <p className={css.failure}>{problem}</p>}
      <div className={css.ruleActs}>
        {leaves.length < 10 && (
          <UnstyledButton className="act" onClick={() => change({ mode, leaves: [...leaves, { field: first, op: 'eq', value: '' }] })}>
            {t(leaves.length > 0 ? 'leaf_add' : 'leaf_first')}
          </UnstyledButton>
        )}
        {leaves.length > 1 && (
          <UnstyledButton className="act" onClick={() => change({ mode: mode === 'all' ? 'any' : 'all', leaves })}>
            {t(mode === 'all' ? 'match_any' : 'match_all')}
          </UnstyledButton>
        )}
      </div>
    </fieldset>
  );
}
