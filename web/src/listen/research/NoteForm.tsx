import '../../design/forms';
import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { todayIn } from '../../app/period';
import { useWorkspace } from '../../app/session';
import { useDeed } from '../../app/useDeed';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { useElements } from '../../understand/elements/reads';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { useLanguageName } from '../languageName';
import css from './Research.module.css';
import { type Note, type NoteIn, saveNote } from './reads';
import { noteKinds } from './search';

function bodyOf(draft: NoteIn): NoteIn {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value !== '')) as unknown as NoteIn;
}

/** A note, new or corrected while nobody has coded it. */
export function NoteForm({ note, close }: { note?: Note; close: () => void }) {
  const { t, i18n } = useTranslation(['research', 'common']);
  const workspace = useWorkspace();
  const touchpoints = useTouchpoints().data ?? [];
  const touchpointName = useTouchpointName();
  const languageName = useLanguageName();
  const deed = useDeed(['kind', 'day', 'touchpoint', 'element', 'segment', 'language', 'customer', 'text']);
  const today = todayIn(workspace?.time_zone);
  const [draft, setDraft] = useState<NoteIn>({
    kind: note?.kind ?? 'interview',
    day: note?.day ?? today,
    touchpoint: note?.touchpoint ?? '',
    element: note?.element?.slug ?? '',
    segment: note?.segment ?? '',
    language: note?.language ?? i18n.language,
    customer: note?.customer ?? '',
    text: note?.text ?? '',
  });
  const elements = useElements(draft.touchpoint ?? '').data ?? [];
  const change = (part: Partial<NoteIn>) => setDraft((before) => ({ ...before, ...part }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await deed.run(() => saveNote(bodyOf(draft), note))) close();
  };
  const languages = [...new Set([...(workspace?.languages ?? []), draft.language ?? ''])].filter(Boolean);
  return (
    <Dialog title={t(note ? 'note_edit' : 'note_add')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        <Textarea
          label={t('text')}
          description={t('text_note')}
          autosize
          minRows={6}
          maxRows={16}
          required
          withAsterisk={false}
          maxLength={8000}
          value={draft.text}
          error={deed.at('text')}
          onChange={(event) => change({ text: event.currentTarget.value })}
        />
        <div className={css.pair}>
          <NativeSelect
            label={t('filter.kind')}
            value={draft.kind}
            data={noteKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
            onChange={(event) => change({ kind: event.currentTarget.value as NoteIn['kind'] })}
          />
          <TextInput
            type="date"
            label={t('day')}
            max={today}
            required
            withAsterisk={false}
            value={draft.day}
            error={deed.at('day')}
            onChange={(event) => change({ day: event.currentTarget.value })}
          />
        </div>
        <NativeSelect
          label={t('touchpoint')}
          value={draft.touchpoint}
          error={deed.at('touchpoint')}
          data={[
            { value: '', label: t('touchpoint_none') },
            ...touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) })),
          ]}
          onChange={(event) => change({ touchpoint: event.currentTarget.value, element: '' })}
        />
        {elements.length > 0 && (
          <NativeSelect
            label={`${t('element')} (${t('common:optional')})`}
            value={draft.element}
            error={deed.at('element')}
            data={[
              { value: '', label: t('element_none') },
              ...elements.map(({ slug, name }) => ({ value: slug, label: pickText(name, i18n.language, slug) })),
            ]}
            onChange={(event) => change({ element: event.currentTarget.value })}
          />
        )}
        <div className={css.pair}>
          <TextInput
            label={`${t('segment')} (${t('common:optional')})`}
            maxLength={60}
            value={draft.segment}
            onChange={(event) => change({ segment: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('language')}
            value={draft.language}
            error={deed.at('language')}
            data={languages.map((value) => ({ value, label: languageName(value) }))}
            onChange={(event) => change({ language: event.currentTarget.value })}
          />
        </div>
        <TextInput
          label={`${t('customer')} (${t('common:optional')})`}
          description={t('customer_note')}
          maxLength={200}
          value={draft.customer}
          error={deed.at('customer')}
          onChange={(event) => change({ customer: event.currentTarget.value })}
        />
        <DialogEnd deed={deed} close={close} />
      </form>
    </Dialog>
  );
}
