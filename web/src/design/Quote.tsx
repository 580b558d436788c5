import { useTranslation } from 'react-i18next';
import css from './Quote.module.css';

/** The customer's own words, as written, in their own language; only the quotation marks are ours. */
export function Quote({ text, language }: { text: string; language: string }) {
  const { i18n } = useTranslation();
  const open = i18n.language === 'en' ? '“' : '”';
  return (
    <blockquote className={css.quote} lang={language}>
      {open}
      {text}”
    </blockquote>
  );
}
