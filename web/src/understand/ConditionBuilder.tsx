import { CloseButton, NativeSelect, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './ExplorePage.module.css';
import { type Explore, type ExploreSearch, type Leaf, type Operator, operators } from './explore';
import { useGroupWords } from './groupWords';
import type { Dimension } from './reads';

interface LeafRowProps {
  leaf: Leaf;
  word: string;
  dimensions: Dimension[];
  change: (leaf: Leaf) => void;
  remove?: () => void;
}

const scored = new Set(['nps', 'enps', 'ces', 'ces_v1', 'csat', 'rating', 'expectation', 'number']);

function isScored(dimensions: Dimension[], field: string): boolean {
  return scored.has(dimensions.find((dimension) => dimension.name === field)?.type ?? '');
}

export function LeafRow({ leaf, word, dimensions, change, remove }: LeafRowProps) {
  const { t } = useTranslation(['explore', 'common']);
  const { fieldWord, valueWord } = useGroupWords();
  const number = isScored(dimensions, leaf.field);
  const numbered = number || leaf.field === 'segment';
  const values = dimensions.find((dimension) => dimension.name === leaf.field)?.values ?? [];
  const choose = (text: string) => change({ ...leaf, value: numbered && text !== '' ? Number(text) : text });
  const field = (name: string) => change({ field: name, op: 'eq', value: '' });
  const offered = operators.filter((op) => number || op === 'eq' || op === 'ne');
  return (
    <div className={css.row}>
      <span className={css.word}>{word}</span>
      <NativeSelect
        aria-label={t('field_label')}
        value={leaf.field}
        data={dimensions.filter((one) => one.values.length > 0).map((one) => ({ value: one.name, label: fieldWord(one.name) }))}
        onChange={(event) => field(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label={t('operator_label')}
        value={leaf.op}
        data={offered.map((op) => ({ value: op, label: t(`operator.${op}`) }))}
        onChange={(event) => change({ ...leaf, op: event.currentTarget.value as Operator })}
      />
      <NativeSelect
        className={css.value}
        aria-label={t('value_label')}
        value={String(leaf.value)}
        data={[{ value: '', label: t('choose') }, ...values.map((value) => ({ value, label: valueWord(leaf.field, value) }))]}
        onChange={(event) => choose(event.currentTarget.value)}
      />
      {remove && <CloseButton aria-label={t('remove')} onClick={remove} />}
    </div>
  );
}

interface ConditionBuilderProps {
  ask: Pick<Explore, 'leaves' | 'any'>;
  change: (change: Pick<ExploreSearch, 'where' | 'any'>) => void;
  dimensions: Dimension[];
}

/** The product's one condition language, as rows: each a field, how it compares, and a value seen in the data. */
export function ConditionBuilder({ ask, change, dimensions }: ConditionBuilderProps) {
  const { t } = useTranslation('explore');
  const { leaves, any } = ask;
  const set = (next: Leaf[]) => change({ where: next.length > 0 ? next : undefined });
  const add = () => set([...leaves, { field: dimensions[0]?.name ?? 'touchpoint', op: 'eq', value: '' }]);
  const joint = (index: number) => (index === 0 ? t('where') : t(any ? 'or' : 'and'));
  return (
    <div className={css.conditions}>
      {leaves.map((leaf, index) => (
        <LeafRow
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place only
          key={index}
          leaf={leaf}
          word={joint(index)}
          dimensions={dimensions}
          change={(changed) => set(leaves.map((one, at) => (at === index ? changed : one)))}
          remove={() => set(leaves.filter((_, at) => at !== index))}
        />
      ))}
      <div className={css.row}>
        <UnstyledButton className="act" onClick={add} disabled={dimensions.length === 0}>
          {t(leaves.length > 0 ? 'add_condition' : 'narrow')}
        </UnstyledButton>
        {leaves.length > 1 && (
          <UnstyledButton className="act" onClick={() => change({ any: any ? undefined : true })}>
            {t(any ? 'match_all' : 'match_any')}
          </UnstyledButton>
        )}
      </div>
    </div>
  );
}
