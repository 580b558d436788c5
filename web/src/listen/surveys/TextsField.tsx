import '../../design/forms';
import { Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLanguageName } from '../languageName';
import type { Texts } from './definition';
import css from './TextsField.module.css';
import { useEditor } from './useEditor';
import { useProblemText } from './useProblemText';

interface TextsFieldProps {
  label: string;
  field: string;
  texts: Texts | undefined;
  change: (texts: Texts) => void;
  /** several lines may be needed */
  long?: boolean;
  /** nobody has to write it; but begun, it stands in every language */
  voluntary?: boolean;
  placeholder?: (language: string) => string | undefined;
}

/** One text side by side in every language of the survey; what is missing is marked, in words. */
export function TextsField({ label, field, texts, change, long, voluntary, placeholder }: TextsFieldProps) {
  const { t } = useTranslation('surveys');
  const { languages, problemsAt } = useEditor();
  const problemText = useProblemText();
  const nameOf = useLanguageName();
  const begun = !voluntary || Object.values(texts ?? {}).some((text) => text.trim());
  return (
    <fieldset className={css.texts}>
      <legend>
        {label}
        {voluntary && <span className="meta"> {t('voluntary')}</span>}
      </legend>
      <div className={css.columns}>
        {languages.map((language) => {
          const value = texts?.[language] ?? '';
          const problem = problemsAt(`${field}.${language}`)[0];
          const missing = begun && !value.trim();
          const shared = {
            lang: language,
            label: (
              <>
                {nameOf(language)}
                {missing && !problem && <span className={css.missing}>{t('missing')}</span>}
              </>
            ),
            'aria-label': `${label}, ${nameOf(language)}${missing ? `, ${t('missing')}` : ''}`,
            'data-field': `${field}.${language}`,
            value,
            placeholder: placeholder?.(language),
            error: problem && problemText(problem),
            onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
              change({ ...texts, [language]: event.currentTarget.value }),
          };
          return long ? (
            <Textarea key={language} autosize minRows={2} maxLength={2000} {...shared} />
          ) : (
            <TextInput key={language} maxLength={2000} {...shared} />
          );
        })}
      </div>
    </fieldset>
  );
}
