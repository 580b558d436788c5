import '../../design/forms';
import { TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { queries, useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { TouchpointSelect } from './Basics';
import { freeName, slugOf } from './definition';
import { useLibrary } from './editorReads';
import { LibraryList } from './LibraryList';
import { readyDefinition } from './library';
import css from './NewSurvey.module.css';
import { addSurvey } from './reads';

const untitled = { en: 'Survey', fi: 'Kysely', sv: 'Enkät' };

/** A new survey starts from one that is known to work, or from nothing. */
export function NewSurvey({ taken, close }: { taken: string[]; close: () => void }) {
  const { t, i18n } = useTranslation(['surveys', 'common']);
  const navigate = useNavigate();
  const languages = useWorkspace()?.languages ?? ['en'];
  const language = languages.includes(i18n.language) ? i18n.language : (languages[0] ?? 'en');
  const library = useLibrary().data ?? [];
  const deed = useDeed();
  const [start, setStart] = useState('encounter');
  const [title, setTitle] = useState('');
  const [touchpoint, setTouchpoint] = useState('');
  const ready = library.find(({ name }) => name === start);
  const usual = pickText(ready?.definition.title ?? untitled, language);
  const make = async () => {
    const given = title.trim();
    const slug = freeName(slugOf(given || usual) || 'survey', taken, '-');
    const begin = { ready, slug, title: given || (ready ? '' : usual), language, languages, touchpoint };
    const survey = await addSurvey(readyDefinition(begin));
    queries.invalidateQueries({ queryKey: ['surveys'] });
    navigate({ to: '/surveys/$survey', params: { survey: survey.slug } });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    deed.run(make);
  };
  return (
    <Dialog title={t('new')} close={close}>
      <form className={css.form} onSubmit={submit}>
        <LibraryList surveys={library} language={language} chosen={start} choose={setStart} />
        <TextInput
          label={t('title')}
          lang={language}
          value={title}
          placeholder={usual}
          maxLength={200}
          onChange={(event) => setTitle(event.currentTarget.value)}
        />
        <TouchpointSelect label={t('touchpoint')} empty={t('no_touchpoint')} value={touchpoint} change={setTouchpoint} />
        <DialogEnd deed={deed} close={close} verb={t('make')} />
      </form>
    </Dialog>
  );
}
