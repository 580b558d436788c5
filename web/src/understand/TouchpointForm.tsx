import '../design/forms';
import { Autocomplete, Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../app/session';
import { Dialog } from '../design/Dialog';
import { usualStages } from '../listen/journeys/stages';
import { EmotionPicker } from './EmotionPicker';
import { stageWord } from './names';
import css from './TouchpointForm.module.css';
import { type StoredTouchpoint, useTouchpointDraft } from './touchpointDraft';

const kinds = ['physical', 'digital', 'unconscious'] as const;
const directions = ['both', 'to_customer', 'from_customer'] as const;

interface TouchpointFormProps {
  touchpoint?: StoredTouchpoint;
  close: () => void;
}

/** Add or edit a touchpoint. What is typed stays when the server refuses; the field it speaks of is marked. */
export function TouchpointForm({ touchpoint, close }: TouchpointFormProps) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const languages = useWorkspace()?.languages ?? ['en'];
  const { draft, change, name, save, saving, problemOf, failure } = useTouchpointDraft(touchpoint, languages, close);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save();
  };
  return (
    <Dialog title={t(touchpoint ? 'edit' : 'add')} close={close} side>
      <form className={css.form} onSubmit={submit} noValidate>
        {languages.map((language, index) => (
          <TextInput
            key={language}
            label={languages.length > 1 ? `${t('name')} (${language})` : t('name')}
            value={draft.name[language] ?? ''}
            onChange={(event) => name(language, event.currentTarget.value)}
            error={index === 0 ? problemOf('name') : undefined}
            lang={language}
            data-autofocus={index === 0 || undefined}
          />
        ))}
        <TextInput
          label={t('slug')}
          description={t('slug_hint')}
          value={draft.slug}
          disabled={touchpoint !== undefined}
          onChange={(event) => change({ slug: event.currentTarget.value })}
          error={problemOf('slug')}
        />
        <div className={css.pair}>
          <Autocomplete
            label={t('stage')}
            description={t('stage_hint')}
            value={stageWord(t, draft.stage)}
            data={usualStages.map((stage) => stageWord(t, stage))}
            maxLength={60}
            onChange={(text) => change({ stage: usualStages.find((stage) => stageWord(t, stage) === text) ?? text })}
            error={problemOf('stage')}
          />
          <NativeSelect
            label={t('kind')}
            value={draft.kind}
            data={kinds.map((kind) => ({ value: kind, label: t(`common:kind.${kind}`) }))}
            onChange={(event) => change({ kind: event.currentTarget.value as (typeof kinds)[number] })}
          />
        </div>
        <div className={css.pair}>
          <TextInput
            label={t('owner')}
            value={draft.owner}
            onChange={(event) => change({ owner: event.currentTarget.value })}
            error={problemOf('owner')}
          />
          <NumberInput
            label={t('volume')}
            value={draft.volume_month}
            min={0}
            max={1_000_000_000}
            hideControls
            allowDecimal={false}
            onChange={(value) => change({ volume_month: value === '' ? '' : Number(value) })}
            error={problemOf('volume_month')}
          />
        </div>
        <TextInput
          label={t('owner_function')}
          value={draft.owner_function}
          maxLength={100}
          onChange={(event) => change({ owner_function: event.currentTarget.value })}
          error={problemOf('owner_function')}
        />
        <NativeSelect
          label={t('direction')}
          value={draft.direction}
          data={directions.map((direction) => ({ value: direction, label: t(`directions.${direction}`) }))}
          onChange={(event) => change({ direction: event.currentTarget.value as (typeof directions)[number] })}
        />
        <Textarea
          label={t('promise')}
          description={t('promise_hint')}
          autosize={false}
          rows={2}
          value={draft.promise}
          maxLength={500}
          onChange={(event) => change({ promise: event.currentTarget.value })}
          error={problemOf('promise')}
        />
        <EmotionPicker chosen={draft.target_emotions} choose={(target_emotions) => change({ target_emotions })} />
        {failure && (
          <p className={css.failure} role="alert">
            {failure}
          </p>
        )}
        <div className={css.buttons}>
          <Button type="submit" disabled={saving}>
            {t('common:save')}
          </Button>
          <Button variant="default" onClick={close}>
            {t('common:cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
