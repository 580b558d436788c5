import '../../design/forms';
import { Button, NumberInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { useWorkspace } from '../../app/session';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { useLanguageName } from '../languageName';
import type { Draft } from './draft';
import css from './Journeys.module.css';
import { removeJourney } from './reads';

const usualWindowDays = 60;

interface JourneyFormProps {
  draft: Draft;
  change: (draft: Draft) => void;
  close: () => void;
}

/** What belongs to the journey as a whole: its name, when a walk begins anew, and taking it away. */
export function JourneyForm({ draft, change, close }: JourneyFormProps) {
  const { t, i18n } = useTranslation(['journey', 'common']);
  const languageName = useLanguageName();
  const navigate = useNavigate();
  const languages = useWorkspace()?.languages ?? ['en'];
  const [name, setName] = useState(draft.name);
  const [days, setDays] = useState<string | number>(draft.window_days ?? usualWindowDays);
  const [removing, setRemoving] = useState(false);
  const written = Object.fromEntries(Object.entries(name).filter(([, text]) => text.trim()));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change({ ...draft, name: written, window_days: days === '' ? undefined : Number(days) });
    close();
  };
  const remove = async () => {
    await removeJourney(draft.slug);
    navigate({ to: '/journeys' });
  };
  if (removing) {
    const title = t('remove_title', { name: pickText(draft.name, i18n.language, draft.slug) });
    return (
      <ConfirmDialog title={title} verb={t('remove')} run={remove} close={() => setRemoving(false)}>
        {t('remove_text')}
      </ConfirmDialog>
    );
  }
  return (
    <Dialog title={t('settings')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        {languages.map((language) => (
          <TextInput
            key={language}
            label={languages.length > 1 ? `${t('name')}: ${languageName(language)}` : t('name')}
            lang={language}
            maxLength={100}
            value={name[language] ?? ''}
            onChange={(event) => setName({ ...name, [language]: event.currentTarget.value })}
          />
        ))}
        <NumberInput
          label={t('window')}
          description={t('window_note')}
          inputWrapperOrder={['label', 'input', 'description']}
          min={1}
          max={366}
          hideControls
          allowDecimal={false}
          value={days}
          onChange={setDays}
        />
        <div className={css.buttons}>
          <Button type="submit" disabled={Object.keys(written).length === 0}>
            {t('common:save')}
          </Button>
          <Button variant="default" onClick={() => setRemoving(true)}>
            {t('remove')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
