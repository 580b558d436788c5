import { Textarea, TextInput, UnstyledButton } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Templates.module.css';
import { bodyFields, type Field, fieldText, inSubject } from './templates';

export interface Words {
  subject: string;
  body: string;
}

interface WordsFieldsProps {
  words: Words;
  language: string;
  disabled: boolean;
  problem: { subject?: string; body?: string };
  change: (words: Words) => void;
}

/** Subject and body in one language. A merge field goes where the caret was last, by its button. */
export function WordsFields({ words, language, disabled, problem, change }: WordsFieldsProps) {
  const { t } = useTranslation(['mail', 'invite']);
  const subject = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLTextAreaElement>(null);
  const last = useRef<'subject' | 'body'>('body');
  const insert = (field: Field) => {
    const part = last.current === 'subject' && inSubject(field) ? 'subject' : 'body';
    const input = part === 'subject' ? subject.current : body.current;
    const text = fieldText(field, t('link_word'));
    const from = input?.selectionStart ?? words[part].length;
    const to = input?.selectionEnd ?? from;
    change({ ...words, [part]: words[part].slice(0, from) + text + words[part].slice(to) });
    requestAnimationFrame(() => {
      input?.focus();
      input?.setSelectionRange(from + text.length, from + text.length);
    });
  };
  return (
    <>
      <TextInput
        ref={subject}
        label={t('invite:subject')}
        lang={language}
        maxLength={200}
        disabled={disabled}
        value={words.subject}
        error={problem.subject}
        onFocus={() => {
          last.current = 'subject';
        }}
        onChange={(event) => change({ ...words, subject: event.currentTarget.value })}
      />
      <Textarea
        ref={body}
        label={t('invite:body')}
        description={t('body_note')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        lang={language}
        autosize
        minRows={10}
        maxRows={24}
        maxLength={20000}
        disabled={disabled}
        value={words.body}
        error={problem.body}
        onFocus={() => {
          last.current = 'body';
        }}
        onChange={(event) => change({ ...words, body: event.currentTarget.value })}
      />
      {!disabled && (
        <fieldset className={css.fields}>
          <legend>{t('fields')}</legend>
          {bodyFields.map((field) => (
            <UnstyledButton key={field} className={css.field} title={t(`field.${field.replace('.', '_')}`)} onClick={() => insert(field)}>
              {`{{${field}}}`}
            </UnstyledButton>
          ))}
          <p className="small">{t('fields_note', { example: '{{attributes.NAME}}' })}</p>
        </fieldset>
      )}
    </>
  );
}
