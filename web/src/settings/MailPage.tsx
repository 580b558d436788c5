import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { ScreenLine } from '../app/ScreenLine';
import { LeadSentence } from '../design/LeadSentence';
import { Section } from '../design/Section';
import { MailForm } from './MailForm';
import { useMail } from './mail';
import { TemplateTable } from './mail/TemplateTable';
import css from './Settings.module.css';

/** How messages to customers go out, and the words they go out with. */
export function MailPage() {
  const { t } = useTranslation('invite');
  const { data: mail, error } = useMail();
  return (
    <>
      <ScreenLine />
      {error && !mail && <Failure error={error} />}
      {mail && (
        <>
          <LeadSentence>{t(`way.${mail.way}`)}</LeadSentence>
          <div className={css.columns}>
            <Section title={t('sending')}>
              <MailForm mail={mail} />
            </Section>
            <TemplateTable />
          </div>
        </>
      )}
    </>
  );
}
