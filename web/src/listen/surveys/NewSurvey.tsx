import '../../design/forms';
import { Button, Radio, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { queries, useWorkspace } from '../../app/session';
import { useSentence } from '../../app/useSentence';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { TouchpointSelect } from './Basics';
import { freeName, slugOf } from './definition';
import { type ReadyName, ready, readyDefinition } from './library';
import css from './NewSurvey.module.css';
import { addSurvey } from './reads';

function useMake(taken: string[], language: string) {
  const navigate = useNavigate();
  const languages = useWorkspace()?.languages ?? ['en'];
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const make = async (start: ReadyName, title: string, touchpoint: string) => {
    setBusy(true);
    setFailure(null);
    try {
      const slug = freeName(slugOf(title) || 'survey', taken, '-');
      const survey = await addSurvey(readyDefinition({ start, slug, title: title.trim(), language, languages, touchpoint }));
      queries.invalidateQueries({ queryKey: ['surveys'] });
      navigate({ to: '/surveys/$survey', params: { survey: survey.slug } });
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  return { make, busy, failure };
}

/** A new survey starts from one that is known to work, or from nothing. */
export function NewSurvey({ taken, close }: { taken: string[]; close: () => void }) {
  const { t, i18n } = useTranslation(['surveys', 'common']);
  const sentence = useSentence();
  const languages = useWorkspace()?.languages ?? ['en'];
  const language = languages.includes(i18n.language) ? i18n.language : (languages[0] ?? 'en');
  const titleOf = (name: ReadyName) => pickText(ready.find((one) => one.name === name)?.title, language);
  const [start, setStart] = useState<ReadyName>('encounter');
  const [title, setTitle] = useState('');
  const [touchpoint, setTouchpoint] = useState('');
  const { make, busy, failure } = useMake(taken, language);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make(start, title || titleOf(start) || pickText({ en: 'Survey', fi: 'Kysely', sv: 'Enkät' }, language), touchpoint);
  };
  return (
    <Dialog title={t('new')} close={close}>
      <form className={css.form} onSubmit={submit}>
        <Radio.Group label={t('start')} value={start} onChange={(name) => setStart(name as ReadyName)}>
          <div className={css.ready}>
            {ready.map(({ name }) => (
              <Radio key={name} value={name} label={t(`ready.${name}`)} description={t(`ready_note.${name}`)} />
            ))}
          </div>
        </Radio.Group>
        <TextInput
          label={t('title')}
          lang={language}
          value={title}
          placeholder={titleOf(start) || pickText({ en: 'Survey', fi: 'Kysely', sv: 'Enkät' }, language)}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TouchpointSelect label={t('touchpoint')} empty={t('no_touchpoint')} value={touchpoint} change={setTouchpoint} />
        {failure !== null && <p role="alert">{sentence(failure)}</p>}
        <div className={css.buttons}>
          <Button type="submit" disabled={busy}>
            {t('make')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
