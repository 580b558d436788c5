import '../../design/forms';
import { Button, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { useLanguageName } from '../../listen/languageName';
import { freeName, slugOf } from '../../listen/surveys/definition';
import css from './Elements.module.css';
import { addElement, changeElement, type Element, removeElement } from './reads';

interface ElementFormProps {
  slug: string;
  taken: string[];
  element?: Element;
  close: () => void;
}

const written = (texts: Record<string, string>) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));

/** A small thing: what it is and how it is now, in the organisation's languages. */
export function ElementForm({ slug, taken, element, close }: ElementFormProps) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const languageName = useLanguageName();
  const languages = useWorkspace()?.languages ?? ['en'];
  const deed = useDeed(['name', 'state', 'slug']);
  const [name, setName] = useState<Record<string, string>>({ ...element?.name });
  const [state, setState] = useState<Record<string, string>>({ ...element?.state });
  const [owner, setOwner] = useState(element?.owner ?? '');
  const label = (word: string, language: string) => (languages.length > 1 ? `${t(word)}: ${languageName(language)}` : t(word));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const first = Object.values(written(name))[0] ?? '';
    const own = element?.slug ?? freeName(slugOf(first) || 'element', taken, '-');
    const body = { slug: own, name: written(name), state: written(state), owner: owner.trim() };
    if (await deed.run(() => (element ? changeElement(element, body) : addElement(slug, body)))) close();
  };
  const remove = async () => {
    if (element && (await deed.run(() => removeElement(element.id)))) close();
  };
  return (
    <Dialog title={t(element ? 'element_edit_short' : 'element_add')} close={close} side>
      <form className={css.form} onSubmit={submit} noValidate>
        {languages.map((language, index) => (
          <TextInput
            key={language}
            label={label('element_name', language)}
            lang={language}
            maxLength={100}
            value={name[language] ?? ''}
            error={index === 0 ? deed.at('name') : undefined}
            onChange={(event) => setName({ ...name, [language]: event.currentTarget.value })}
          />
        ))}
        {languages.map((language) => (
          <Textarea
            key={language}
            label={label('element_state', language)}
            lang={language}
            rows={2}
            maxLength={1000}
            value={state[language] ?? ''}
            onChange={(event) => setState({ ...state, [language]: event.currentTarget.value })}
          />
        ))}
        <TextInput label={t('owner')} maxLength={100} value={owner} onChange={(event) => setOwner(event.currentTarget.value)} />
        {deed.failure && <p role="alert">{deed.failure}</p>}
        <div className={css.buttons}>
          <Button type="submit" disabled={deed.busy}>
            {t('common:save')}
          </Button>
          {element && (
            <Button variant="default" disabled={deed.busy} onClick={remove} title={t('element_remove_text')}>
              {t('element_remove')}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
