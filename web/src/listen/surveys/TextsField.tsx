import '../../design/forms';
import { Textarea, TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguageName } from '../languageName';
import type { Question, Texts } from './definition';
import { PipeMenu } from './PipeMenu';
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
  /** earlier questions, whose answers may be put into it */
  before?: Question[];
}

/** One text side by side in every language of the survey; what is missing is marked, in words. */
export function TextsField({ label, field, texts, change, long, voluntary, placeholder, before }: TextsFieldProps) {
  const { t } = useTranslation('surveys');
  const { languages, problemsAt } = useEditor();
  const problemText = useProblemText();
  const nameOf = useLanguageName();
  const caret = useRef<{ language: string; at: number }>({ language: '', at: 0 });
  const remember = (language: string) => (event: React.SyntheticEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    caret.current = { language, at: event.currentTarget.selectionStart ?? event.currentTarget.value.length };
  };
  const insert = (name: string) => {
    const language = languages.includes(caret.current.language) ? caret.current.language : (languages[0] ?? 'en');
    const text = texts?.[language] ?? '';
    const at = caret.current.language ? Math.min(caret.current.at, text.length) : text.length;
    change({ ...texts, [language]: `${text.slice(0, at)}{{${name}}}${text.slice(at)}` });
  };
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
            dir: 'auto' as const,
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
            onSelect: remember(language),
            onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
              change({ ...texts, [language]: event.currentTarget.value }),
          };
          return long ? (
            <Textarea key={language} classNames={{ input: css.long }} rows={2} maxLength={2000} {...shared} />
          ) : (
            <TextInput key={language} maxLength={2000} {...shared} />
          );
        })}
      </div>
      {before && <PipeMenu before={before} insert={insert} />}
    </fieldset>
  );
}
