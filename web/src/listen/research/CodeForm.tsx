import '../../design/forms';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { slugOf } from '../../understand/touchpointDraft';
import { useLanguageName } from '../languageName';
import css from './Research.module.css';
import { type Code, type CodeIn, saveCode } from './reads';

type Texts = Record<string, string>;
const written = (texts: Texts) => Object.fromEntries(Object.entries(texts).filter(([, text]) => text.trim()));
const valences = ['good', 'bad', 'neither'] as const;

/** A code in every language of the organisation, with when it is given and when not. */
export function CodeForm({ code, close }: { code?: Code; close: () => void }) {
  const { t } = useTranslation(['research', 'common']);
  const languages = useWorkspace()?.languages ?? ['en'];
  const languageName = useLanguageName();
  const deed = useDeed(['name', 'slug', 'description']);
  const [name, setName] = useState<Texts>({ ...code?.name });
  const [description, setDescription] = useState<Texts>({ ...code?.description });
  const [valence, setValence] = useState<CodeIn['valence']>(code?.valence ?? 'neither');
  const first = languages.find((language) => name[language]?.trim());
  const slug = code?.slug ?? slugOf(name[first ?? ''] ?? '');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const body = { slug, name: written(name), description: written(description), valence, ...(code?.retired && { retired: true }) };
    if (await deed.run(() => saveCode(body, code))) close();
  };
  const label = (word: string, language: string) => (languages.length > 1 ? `${t(word)}, ${languageName(language)}` : t(word));
  return (
    <Dialog title={t(code ? 'code_edit' : 'code_add')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        {languages.map((language, i) => (
          <TextInput
            key={language}
            lang={language}
            label={label('code', language)}
            maxLength={60}
            value={name[language] ?? ''}
            error={i === 0 && (deed.at('name') || deed.at('slug'))}
            onChange={(event) => setName({ ...name, [language]: event.currentTarget.value })}
          />
        ))}
        <NativeSelect
          label={t('valence_name')}
          value={valence}
          data={valences.map((value) => ({ value, label: t(`valence.${value}`) }))}
          onChange={(event) => setValence(event.currentTarget.value as CodeIn['valence'])}
        />
        {languages.map((language, i) => (
          <Textarea
            key={language}
            lang={language}
            label={label('definition', language)}
            description={i === 0 && t('definition_note')}
            autosize
            minRows={2}
            maxLength={500}
            value={description[language] ?? ''}
            error={i === 0 && deed.at('description')}
            onChange={(event) => setDescription({ ...description, [language]: event.currentTarget.value })}
          />
        ))}
        <DialogEnd deed={deed} close={close} disabled={!slug} />
      </form>
    </Dialog>
  );
}
