import { NativeSelect, NumberInput, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { useGroupWords } from '../groupWords';
import type { Dimension } from '../reads';
import { fits, type MarginDraft, sumOf } from './draft';
import css from './Weights.module.css';

interface MarginFieldsProps {
  margin: MarginDraft;
  dimensions: Dimension[];
  taken: string[];
  change: (margin: MarginDraft | undefined) => void;
}

/** One thing the population is known by, and the share of each of its values; together a hundred per cent. */
export function MarginFields({ margin, dimensions, taken, change }: MarginFieldsProps) {
  const { t } = useTranslation('weights');
  const format = useFormat();
  const { fieldWord, valueWord } = useGroupWords();
  const offered = dimensions.filter((one) => one.name === margin.by || !taken.includes(one.name));
  const choose = (by: string) => {
    const values = dimensions.find((one) => one.name === by)?.values ?? [];
    change({ by, targets: values.map((value) => ({ value, percent: '' })) });
  };
  const put = (value: string, percent: number | '') =>
    change({ ...margin, targets: margin.targets.map((one) => (one.value === value ? { value, percent } : one)) });
  const sum = sumOf(margin);
  return (
    <fieldset className={css.margin}>
      <legend className="unseen">{t('margin_by')}</legend>
      <div className={css.by}>
        <NativeSelect
          label={t('margin_by')}
          value={margin.by}
          data={[{ value: '', label: t('margin_choose') }, ...offered.map((one) => ({ value: one.name, label: fieldWord(one.name) }))]}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        <UnstyledButton className="act" onClick={() => change(undefined)}>
          {t('margin_remove')}
        </UnstyledButton>
      </div>
      {margin.targets.map((target) => (
        <div key={target.value} className={css.target}>
          <span>{valueWord(margin.by, target.value)}</span>
          <NumberInput
            aria-label={t('share_of', { value: valueWord(margin.by, target.value) })}
            min={0}
            max={100}
            suffix=" %"
            value={target.percent}
            onChange={(value) => put(target.value, value === '' ? '' : Number(value))}
          />
        </div>
      ))}
      {margin.by !== '' && (
        <p className={fits(margin) ? 'meta' : css.warning}>{t('sum', { sum: format.number(sum, sum % 1 === 0 ? 0 : 1) })}</p>
      )}
    </fieldset>
  );
}
