import { Button, FileButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './LogoField.module.css';

const most = 20_000;

interface LogoFieldProps {
  value: string;
  change: (svg: string) => void;
  error?: string;
}

/** An SVG shown as a picture, where nothing in it can run; the server refuses scripts, styles and references besides. */
export function LogoField({ value, change, error }: LogoFieldProps) {
  const { t } = useTranslation('settings');
  const [problem, setProblem] = useState('');
  const read = async (file: File | null) => {
    if (!file) return;
    const text = await file.text();
    const wrong = text.length > most ? 'logo_large' : /<svg[\s>]/.test(text) ? '' : 'logo_none';
    setProblem(wrong);
    if (!wrong) change(text);
  };
  return (
    <fieldset className={css.logo}>
      <legend>{t('logo')}</legend>
      {value !== '' && <img src={`data:image/svg+xml,${encodeURIComponent(value)}`} alt={t('logo_now')} />}
      <p className="small">{t('logo_note')}</p>
      <div className={css.row}>
        <FileButton accept="image/svg+xml,.svg" onChange={read}>
          {(props) => (
            <Button variant="default" size="sm" {...props}>
              {t('logo_choose')}
            </Button>
          )}
        </FileButton>
        {value !== '' && (
          <Button variant="subtle" size="sm" onClick={() => change('')}>
            {t('logo_remove')}
          </Button>
        )}
      </div>
      {(problem || error) && (
        <p role="alert" className={css.problem}>
          {problem ? t(problem) : error}
        </p>
      )}
    </fieldset>
  );
}
