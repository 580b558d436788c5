import { UnstyledButton } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay, useWorkspace } from '../../app/session';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTouchpointName } from '../../understand/names';
import { useChannelName } from '../channelName';
import { useLanguageName } from '../languageName';
import type { Definition } from '../surveys/definition';
import { useSurveys } from '../surveys/reads';
import { AnswerList } from './AnswerList';
import { storyOf } from './answers';
import css from './ResponsePage.module.css';
import { type Response, removeResponse, useResponse } from './reads';

/** Who, where, when, how: what is known around the answers. */
function Around({ response }: { response: Response }) {
  const { t } = useTranslation('responses');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const languageName = useLanguageName();
  const channelName = useChannelName();
  const known: [string, string | undefined][] = [
    [t('when'), format.moment(response.at, zone)],
    [t('received'), response.received_at && response.received_at !== response.at ? format.moment(response.received_at, zone) : undefined],
    [t('channel'), channelName(response.channel)],
    [t('language'), languageName(response.language)],
    [t('unit'), response.unit],
    [t('customer'), response.customer],
    ...Object.entries(response.attributes ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <dl className={css.around}>
      {known
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Opening({ response, definition }: { response: Response; definition: Definition | undefined }) {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const story = storyOf(response, definition);
  const open = i18n.language === 'en' ? '“' : '”';
  if (!story) return <h1 className={css.words}>{t(`plain_title.${response.outcome}`)}</h1>;
  return (
    <h1 className={css.words} lang={response.language}>
      {open}
      {story}”
    </h1>
  );
}

/** A trial or a joke can be taken away by those who may. */
function Removal({ response }: { response: Response }) {
  const { t } = useTranslation('responses');
  const go = useNavigate();
  const [asked, setAsked] = useState(false);
  if (!useMay('manager')) return null;
  const remove = async () => {
    await removeResponse(response.id);
    await go({ to: '/responses' });
  };
  return (
    <>
      <UnstyledButton className="act" onClick={() => setAsked(true)}>
        {t('remove')}
      </UnstyledButton>
      {asked && (
        <ConfirmDialog title={t('remove_title')} verb={t('remove_yes')} run={remove} close={() => setAsked(false)}>
          {t('remove_text')}
        </ConfirmDialog>
      )}
    </>
  );
}

/** One customer's answers, with the questions as they were asked. */
export function ResponsePage() {
  const { t, i18n } = useTranslation(['responses', 'common']);
  const { id } = useParams({ from: '/shell/responses/$id' });
  const { data: response, error } = useResponse(Number(id));
  const touchpointName = useTouchpointName();
  const survey = useSurveys().data?.find((one) => one.slug === response?.survey);
  if (error && !response) return <Failure error={error} />;
  if (!response) return null;
  const title = pickText(survey?.definition.title, i18n.language, response.survey);
  return (
    <>
      <ScreenLine right={<Removal response={response} />} />
      <p className="meta">
        {response.touchpoint && (
          <>
            <Link to="/touchpoints/$slug" params={{ slug: response.touchpoint }} className="act">
              {touchpointName(response.touchpoint)}
            </Link>
            {' · '}
          </>
        )}
        {t(`common:outcome.${response.outcome}`)}
      </p>
      <Opening response={response} definition={survey?.definition} />
      <div className={css.columns}>
        <Section title={t('answers')} note={`${title} · ${t('version', { version: response.version })}`}>
          <AnswerList response={response} definition={survey?.definition} />
        </Section>
        <Section title={t('around')}>
          <Around response={response} />
        </Section>
      </div>
    </>
  );
}
