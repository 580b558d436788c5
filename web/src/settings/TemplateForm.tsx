import { Button, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../app/session';
import { useDeed } from '../app/useDeed';
import { useLanguageName } from '../listen/languageName';
import { putTemplate, removeTemplate, type Template } from './mail';
import css from './Settings.module.css';
import { Told } from './Told';

const fields = ['greeting', 'customer.name', 'survey.title', 'touchpoint.name', 'workspace.name', 'link', 'first_question'];

/** The words of one kind of message in each language of the workspace. */
export function TemplateForm({ template, languages }: { template: Template; languages: string[] }) {
  const { t } = useTranslation(['invite', 'common']);
  const nameOf = useLanguageName();
  const may = useMay('manager');
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  const [texts, setTexts] = useState(template.texts);
  const words = texts[language] ?? { subject: '', body: '' };
  const deed = useDeed([`texts.${language}.subject`, `texts.${language}.body`]);
  const change = (part: 'subject' | 'body', text: string) => setTexts({ ...texts, [language]: { ...words, [part]: text } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const written = Object.entries(texts).filter(([, { subject, body }]) => subject.trim() || body.trim());
    deed.run(() => putTemplate(template.slug, Object.fromEntries(written)));
  };
  return (
    <form className={css.form} onSubmit={submit}>
      <SegmentedControl
        aria-label={t('language')}
        data={languages.map((code) => ({ value: code, label: nameOf(code) }))}
        value={language}
        onChange={setLanguage}
      />
      <TextInput
        label={t('subject')}
        lang={language}
        maxLength={200}
        disabled={!may}
        value={words.subject}
        error={deed.at(`texts.${language}.subject`)}
        onChange={(event) => change('subject', event.currentTarget.value)}
      />
      <Textarea
        label={t('body')}
        description={`${t('body_note')} ${fields.map((field) => `{{${field}}}`).join(' ')}`}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        lang={language}
        autosize
        minRows={8}
        maxRows={20}
        maxLength={20000}
        disabled={!may}
        value={words.body}
        error={deed.at(`texts.${language}.body`)}
        onChange={(event) => change('body', event.currentTarget.value)}
      />
      {may && (
        <div className={css.row}>
          <Button type="submit" disabled={deed.busy}>
            {t('common:save')}
          </Button>
          {!template.standard && (
            <Button variant="default" disabled={deed.busy} onClick={() => deed.run(() => removeTemplate(template.slug))}>
              {t('to_standard')}
            </Button>
          )}
          <Told deed={deed} />
        </div>
      )}
    </form>
  );
}
