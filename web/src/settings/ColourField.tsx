import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import css from './ColourField.module.css';
import { contrast, least } from './contrast';

interface ColourFieldProps {
  value: string;
  change: (colour: string) => void;
  error?: string;
}

/** The organisation's colour on the respondent's page, with a check while one chooses. */
export function ColourField({ value, change, error }: ColourFieldProps) {
  const { t } = useTranslation('settings');
  const format = useFormat();
  const ratio = contrast(value, '#ffffff');
  const fine = ratio >= least;
  const word = ratio === 0 ? 'colour_form' : fine ? 'colour_fine' : 'colour_pale';
  return (
    <div className={css.colour}>
      <TextInput
        label={t('colour')}
        value={value}
        maxLength={7}
        placeholder="#0b6a60"
        error={error}
        onChange={(event) => change(event.currentTarget.value)}
        leftSection={
          <input
            type="color"
            className={css.well}
            aria-label={t('colour_pick')}
            value={ratio === 0 ? '#0b6a60' : value}
            onChange={(event) => change(event.currentTarget.value)}
          />
        }
      />
      <p className="small" role="status">
        {value !== '' && t(word, { ratio: format.number(Math.floor(ratio * 10) / 10, 1) })}
      </p>
      {fine && (
        <span className={css.sample} style={{ background: value }} aria-hidden="true">
          {t('colour_sample')}
        </span>
      )}
    </div>
  );
}
