import '../../design/forms';
import { Button, Checkbox, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { Dialog } from '../../design/Dialog';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { useLanguageName } from '../languageName';
import { changeStep, type Draft, type DraftStep, type Place, removeStep } from './draft';
import css from './Journeys.module.css';
import { reasonOf, withReason } from './reason';

interface StepFormProps {
  draft: Draft;
  place: Place;
  may: boolean;
  change: (draft: Draft) => void;
  close: () => void;
}

const number = (value: string | number) => (value === '' ? undefined : Number(value));

function NextFields({ step, edit, languages }: { step: DraftStep; edit: (step: DraftStep) => void; languages: string[] }) {
  const { t } = useTranslation('journey');
  const languageName = useLanguageName();
  const next = step.next ?? { what: {} };
  const set = (part: Partial<NonNullable<DraftStep['next']>>) => edit({ ...step, next: { ...next, ...part } });
  return (
    <>
      {languages.map((language) => (
        <Textarea
          key={language}
          label={languages.length > 1 ? `${t('what')}: ${languageName(language)}` : t('what')}
          lang={language}
          rows={2}
          maxLength={300}
          value={(next.what as Record<string, string>)[language] ?? ''}
          onChange={(event) => set({ what: { ...next.what, [language]: event.currentTarget.value } })}
        />
      ))}
      <div className={css.pair}>
        <NumberInput
          label={t('within')}
          min={0}
          max={8760}
          hideControls
          allowDecimal={false}
          value={next.within_hours ?? ''}
          onChange={(value) => set({ within_hours: number(value) })}
        />
        <NativeSelect
          label={t('actor')}
          value={next.actor ?? 'company'}
          data={(['company', 'customer'] as const).map((actor) => ({ value: actor, label: t(`actors.${actor}`) }))}
          onChange={(event) => set({ actor: event.currentTarget.value as 'company' | 'customer' })}
        />
      </div>
      <TextInput
        label={t('next_channel')}
        value={next.channel ?? ''}
        maxLength={60}
        onChange={(event) => set({ channel: event.currentTarget.value || undefined })}
      />
    </>
  );
}

function FailureFields({ step, edit }: { step: DraftStep; edit: (step: DraftStep) => void }) {
  const { t } = useTranslation('journey');
  const nameOf = useTouchpointName();
  const touchpoints = useTouchpoints().data ?? [];
  return (
    <fieldset className={css.group}>
      <legend>{t('failure')}</legend>
      <div className={css.pair}>
        <NativeSelect
          label={t('failure_touchpoint')}
          value={step.failure?.touchpoint ?? ''}
          data={[{ value: '', label: t('here') }, ...touchpoints.map(({ slug }) => ({ value: slug, label: nameOf(slug) }))]}
          onChange={(event) => edit({ ...step, failure: { ...step.failure, touchpoint: event.currentTarget.value || undefined } })}
        />
        <TextInput
          label={t('failure_reason')}
          value={reasonOf(step.failure?.where)}
          onChange={(event) => edit({ ...step, failure: { ...step.failure, where: withReason(event.currentTarget.value) } })}
        />
      </div>
    </fieldset>
  );
}

/** A message nobody wrote is no message: the step is then a gap. */
function cleaned(step: DraftStep): DraftStep {
  const what = Object.fromEntries(Object.entries(step.next?.what ?? {}).filter(([, text]) => String(text).trim()));
  return { ...step, next: step.next && Object.keys(what).length > 0 ? { ...step.next, what } : undefined };
}

/** One step: its channel, what the customer is told next, and when somebody here counts as stuck. */
export function StepForm({ draft, place, may, change, close }: StepFormProps) {
  const { t } = useTranslation(['journey', 'common']);
  const nameOf = useTouchpointName();
  const languages = useWorkspace()?.languages ?? ['en'];
  const stored = draft.stages[place.stage]?.steps[place.index];
  const [step, edit] = useState<DraftStep | undefined>(stored);
  if (!step) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change(changeStep(draft, place, cleaned(step)));
    close();
  };
  return (
    <Dialog title={nameOf(step.touchpoint)} close={close} side>
      <form className={css.form} onSubmit={submit}>
        <NextFields step={step} edit={edit} languages={languages} />
        <div className={css.pair}>
          <TextInput
            label={t('channel')}
            value={step.channel ?? ''}
            maxLength={60}
            onChange={(event) => edit({ ...step, channel: event.currentTarget.value || undefined })}
          />
          <NumberInput
            label={t('limit')}
            min={1}
            max={8760}
            hideControls
            allowDecimal={false}
            value={step.limit_hours ?? ''}
            onChange={(value) => edit({ ...step, limit_hours: number(value) })}
          />
        </div>
        <FailureFields step={step} edit={edit} />
        <Checkbox
          label={t('optional')}
          checked={step.optional ?? false}
          onChange={(event) => edit({ ...step, optional: event.currentTarget.checked || undefined })}
        />
        <Checkbox
          label={t('goal')}
          checked={step.goal ?? false}
          onChange={(event) => edit({ ...step, goal: event.currentTarget.checked || undefined })}
        />
        {may && (
          <div className={css.buttons}>
            <Button type="submit">{t('common:save')}</Button>
            <Button
              variant="default"
              onClick={() => {
                change(removeStep(draft, place));
                close();
              }}
            >
              {t('step_remove')}
            </Button>
          </div>
        )}
      </form>
    </Dialog>
  );
}
