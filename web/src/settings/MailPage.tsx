import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { ScreenLine } from '../app/ScreenLine';
import { useWorkspace } from '../app/session';
import { LeadSentence } from '../design/LeadSentence';
import { Section } from '../design/Section';
import { MailForm } from './MailForm';
import { useMail, useTemplates } from './mail';
import css from './Settings.module.css';
import { TemplateForm } from './TemplateForm';

/** How messages to customers go out, and the words they go out with. */
export function MailPage() {
  const { t } = useTranslation('invite');
  const workspace = useWorkspace();
  const { data: mail, error } = useMail();
  const templates = useTemplates().data ?? [];
  const usual = ['invitation', 'reminder'].flatMap((slug) => templates.filter((template) => template.slug === slug));
  return (
    <>
      <ScreenLine />
      {error && !mail && <Failure error={error} />}
      {mail && workspace && (
        <>
          <LeadSentence>{t(`way.${mail.way}`)}</LeadSentence>
          <div className={css.columns}>
            <Section title={t('sending')}>
              <MailForm mail={mail} />
            </Section>
            <div className={css.stack}>
              {usual.map((template) => (
                <Section key={template.slug} title={t(`kind.${template.slug}`)} note={template.standard ? t('standard') : undefined}>
                  <TemplateForm key={`${template.slug}-${template.revision ?? 0}`} template={template} languages={workspace.languages} />
                </Section>
              ))}
            </div>
          </div>
        </>
      )}
    </>
  );
}
