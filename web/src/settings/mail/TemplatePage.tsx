import { Button, Select, TextInput, UnstyledButton } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay, useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { LeadSentence } from '../../design/LeadSentence';
import { Segments } from '../../design/Segments';
import { useLanguageName } from '../../listen/languageName';
import { useSurveys } from '../../listen/surveys/reads';
import { putTemplate, removeTemplate, type Template, useTemplates } from '../mail';
import css from '../Settings.module.css';
import { Told } from '../Told';
import { LetterPreview } from './LetterPreview';
import own from './Templates.module.css';
import { isUsual, slugFor } from './templates';
import { useTemplateName } from './useTemplateName';
import { WordsFields } from './WordsFields';

const ConfirmDialog = lazy(() => import('../../app/ConfirmDialog').then((module) => ({ default: module.ConfirmDialog })));
const empty = { subject: '', body: '' };

/** "" chosen when customers are asked; "invitation:visit" the words of that survey's invitations. */
function useOf(template: Template): string {
  return template.survey ? `${template.kind}:${template.survey}` : '';
}

function UseField({
  value,
  disabled,
  problem,
  change,
}: {
  value: string;
  disabled: boolean;
  problem?: string;
  change: (use: string) => void;
}) {
  const { t } = useTranslation('mail');
  const surveys = useSurveys().data ?? [];
  const of = (kind: string) => surveys.map(({ slug }) => ({ value: `${kind}:${slug}`, label: t(`use.${kind}`, { survey: slug }) }));
  return (
    <Select
      label={t('used')}
      data={[{ value: '', label: t('use.chosen') }, ...of('invitation'), ...of('reminder')]}
      value={value}
      disabled={disabled}
      allowDeselect={false}
      error={problem}
      onChange={(use) => change(use ?? '')}
    />
  );
}

function Editor({ template, slugs, languages }: { template: Template; slugs: string[]; languages: string[] }) {
  const { t } = useTranslation(['mail', 'invite', 'common']);
  const nameOf = useLanguageName();
  const templateName = useTemplateName();
  const navigate = useNavigate();
  const may = useMay('manager');
  const fresh = template.slug === 'new';
  const [language, setLanguage] = useState(languages[0] ?? 'en');
  const [texts, setTexts] = useState(template.texts);
  const [name, setName] = useState(template.name ?? '');
  const [use, setUse] = useState(useOf(template));
  const [removing, setRemoving] = useState(false);
  const words = texts[language] ?? empty;
  const deed = useDeed(['name', 'survey', `texts.${language}.subject`, `texts.${language}.body`]);
  const changed = JSON.stringify([texts, name, use]) !== JSON.stringify([template.texts, template.name ?? '', useOf(template)]);
  const [kind, survey] = use.split(':');
  const save = async (event: FormEvent) => {
    event.preventDefault();
    const written = Object.fromEntries(Object.entries(texts).filter(([, { subject, body }]) => subject.trim() || body.trim()));
    const slug = fresh ? slugFor(name, slugs) : template.slug;
    const more = isUsual(slug) ? {} : { name: name.trim(), ...(survey && { kind: kind as Template['kind'], survey }) };
    const done = await deed.run(() => putTemplate({ slug, texts: written, ...more }));
    if (done && fresh) void navigate({ to: '/settings/mail/$template', params: { template: slug }, replace: true });
  };
  return (
    <>
      <LeadSentence>{fresh ? t('new_lead') : templateName(template)}</LeadSentence>
      <div className={own.columns}>
        <form className={css.form} onSubmit={save}>
          {!isUsual(template.slug) && (
            <>
              <TextInput
                label={t('name')}
                maxLength={100}
                required
                disabled={!may}
                value={name}
                error={deed.at('name')}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <UseField value={use} disabled={!may} problem={deed.at('survey')} change={setUse} />
            </>
          )}
          <Segments
            aria-label={t('invite:language')}
            data={languages.map((code) => ({ value: code, label: nameOf(code) }))}
            value={language}
            onChange={setLanguage}
          />
          <WordsFields
            words={words}
            language={language}
            disabled={!may}
            problem={{ subject: deed.at(`texts.${language}.subject`), body: deed.at(`texts.${language}.body`) }}
            change={(next) => setTexts({ ...texts, [language]: next })}
          />
          {may && (
            <div className={css.row}>
              <Button type="submit" disabled={deed.busy || (!isUsual(template.slug) && !name.trim())}>
                {t('common:save')}
              </Button>
              {!template.standard && !fresh && (
                <UnstyledButton className="act" onClick={() => setRemoving(true)}>
                  {t(isUsual(template.slug) ? 'invite:to_standard' : 'remove')}
                </UnstyledButton>
              )}
              <Told deed={deed} />
            </div>
          )}
        </form>
        <LetterPreview words={words} language={language} survey={survey} saved={fresh || changed ? undefined : template.slug} />
      </div>
      {removing && (
        <Suspense>
          <ConfirmDialog
            title={t(isUsual(template.slug) ? 'to_standard_title' : 'remove_title', { name: templateName(template) })}
            verb={t(isUsual(template.slug) ? 'invite:to_standard' : 'remove')}
            run={async () => {
              await removeTemplate(template.slug);
              void navigate({ to: '/settings/mail' });
            }}
            close={() => setRemoving(false)}
          >
            {t(isUsual(template.slug) ? 'to_standard_text' : 'remove_text')}
          </ConfirmDialog>
        </Suspense>
      )}
    </>
  );
}

/** The words of one kind of message in each language of the workspace, beside the letter they make. */
export function TemplatePage() {
  const { t } = useTranslation('mail');
  const { template: slug } = useParams({ from: '/shell/settings/mail/$template' });
  const workspace = useWorkspace();
  const { data: templates, error } = useTemplates();
  const template: Template | undefined =
    slug === 'new' ? { slug, kind: 'invitation', standard: false, texts: {} } : templates?.find((one) => one.slug === slug);
  return (
    <>
      <ScreenLine />
      <p className={own.back}>
        <Link to="/settings/mail">{t('all_templates')}</Link>
      </p>
      {error && !templates && <Failure error={error} />}
      {templates && !template && <LeadSentence>{t('no_template')}</LeadSentence>}
      {templates && template && workspace && (
        <Editor key={slug} template={template} slugs={templates.map((one) => one.slug)} languages={workspace.languages} />
      )}
    </>
  );
}
