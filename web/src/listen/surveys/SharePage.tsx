import '../../design/forms';
import { Autocomplete, Button, Select } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { pickText } from '../../app/words';
import { LeadSentence } from '../../design/LeadSentence';
import { Section } from '../../design/Section';
import { Segments } from '../../design/Segments';
import { useLanguageName } from '../languageName';
import { CodeSection } from './CodeSection';
import { CopyButton } from './CopyButton';
import type { Survey } from './definition';
import { KioskSection } from './KioskSection';
import { PreviewLinkSection } from './PreviewLinkSection';
import { useSurvey } from './reads';
import css from './SharePage.module.css';
import { channels, linkOf, snippetOf, type Way } from './share';
import { WidgetSection } from './WidgetSection';

function WayFields({ survey, way, change }: { survey: Survey; way: Way; change: (way: Way) => void }) {
  const { t } = useTranslation('surveys');
  const nameOf = useLanguageName();
  const languages = survey.definition.languages.map((code) => ({ value: code, label: nameOf(code) }));
  return (
    <div className={css.fields}>
      <Select
        label={t('share_language')}
        data={[{ value: '', label: t('share_any_language') }, ...languages]}
        value={way.language}
        allowDeselect={false}
        onChange={(language) => change({ ...way, language: language ?? '' })}
      />
      <Autocomplete
        label={t('channel')}
        description={t('channel_note')}
        inputWrapperOrder={['label', 'input', 'description']}
        data={[...channels]}
        value={way.channel}
        maxLength={60}
        onChange={(channel) => change({ ...way, channel: channel.trim() })}
      />
    </div>
  );
}

function LinkSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('surveys');
  const [way, setWay] = useState<Way>({ language: '', channel: '' });
  const link = linkOf(survey, way);
  return (
    <Section title={t('link')} note={t('link_note')}>
      <WayFields survey={survey} way={way} change={setWay} />
      <p className={css.link}>{link}</p>
      <div className={css.row}>
        <CopyButton text={link} name={t('link')} />
        <Button size="sm" variant="default" component="a" href={link} target="_blank" rel="noreferrer">
          {t('open_page')}
        </Button>
      </div>
    </Section>
  );
}

/** The way to asking customers by name. */
function InviteSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('invite');
  return (
    <Section title={t('open')} note={t('open_note')}>
      <div className={css.row}>
        <p className="small">{t('open_text')}</p>
        <Button
          size="sm"
          variant="default"
          renderRoot={(props) => <Link {...props} to="/surveys/$survey/invite" params={{ survey: survey.slug }} />}
        >
          {t('open')}
        </Button>
      </div>
    </Section>
  );
}

function SnippetSection({ survey }: { survey: Survey }) {
  const { t } = useTranslation('surveys');
  const [kind, setKind] = useState<'curl' | 'javascript'>('curl');
  const snippet = snippetOf(kind, survey, { language: '', channel: '' });
  return (
    <Section title={t('snippet')} note={<Link to="/settings/keys">{t('snippet_key')}</Link>}>
      <div className={css.row}>
        <Segments
          small
          aria-label={t('snippet')}
          data={[
            { value: 'curl', label: 'curl' },
            { value: 'javascript', label: 'JavaScript' },
          ]}
          value={kind}
          onChange={(value) => setKind(value as 'curl' | 'javascript')}
        />
        <CopyButton text={snippet} name={t('snippet')} quiet />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={css.snippet} tabIndex={0}>
        {snippet}
      </pre>
    </Section>
  );
}

/** One click from a survey to answers: link, code, poster, and another system. */
export function SharePage() {
  const { t, i18n } = useTranslation('surveys');
  const { survey: slug } = useParams({ from: '/shell/surveys/$survey/share' });
  const { data: survey, error } = useSurvey(slug);
  if (error && !survey) return <Failure error={error} />;
  if (!survey) return null;
  const title = pickText(survey.definition.title, i18n.language, survey.slug);
  return (
    <>
      <ScreenLine
        right={
          <Link className="act" to="/surveys/$survey" params={{ survey: slug }}>
            {t('back_to_editor')}
          </Link>
        }
      />
      <LeadSentence>{t(`share_lead.${survey.state}`, { title })}</LeadSentence>
      <div className={css.columns}>
        <LinkSection survey={survey} />
        <CodeSection survey={survey} />
      </div>
      <div className={css.below}>
        <InviteSection survey={survey} />
      </div>
      <div className={css.columns}>
        <KioskSection survey={survey} />
        <WidgetSection survey={survey} />
      </div>
      <div className={css.columns}>
        <PreviewLinkSection survey={survey} />
        <SnippetSection survey={survey} />
      </div>
    </>
  );
}
