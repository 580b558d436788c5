import '../../design/forms';
import { Checkbox, MultiSelect, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { useSettled } from '../../app/useSettled';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { type Condition, readCondition, writeCondition } from '../condition';
import { ConditionRows, type ValueOf } from '../events/ConditionRows';
import { useSurveys } from '../surveys/reads';
import css from './Asking.module.css';
import { type AskRule, type AskRuleIn, saveAskRule, useEncounterAttributes } from './reads';
import { Simulation } from './Simulation';
import { useAskSentence } from './useAskSentence';

const fieldNames = ['name', 'survey', 'touchpoint', 'where', 'delay', 'share', 'priority', 'quiet', 'expiry_hours'];

function startOf(rule: AskRule | undefined): AskRuleIn {
  if (!rule)
    return {
      survey: '',
      touchpoints: [],
      channel: 'email',
      delay: { days: 1, at: '10:00' },
      share: 1,
      quiet: { from: '21:00', to: '08:00' },
    };
  const { id: _id, revision: _revision, where: _where, ...rest } = rule;
  return rest;
}

const whole = (value: string | number): number => (typeof value === 'number' ? value : 0);

function TimeFields({ draft, change }: { draft: AskRuleIn; change: (part: Partial<AskRuleIn>) => void }) {
  const { t } = useTranslation('asking');
  const { delay = {}, quiet } = draft;
  const setDelay = (part: Partial<typeof delay>) => change({ delay: { ...delay, ...part } });
  const setQuiet = (part: Partial<NonNullable<typeof quiet>>) => change({ quiet: { ...quiet, ...part } });
  return (
    <>
      <div className={css.trio}>
        <NumberInput label={t('days')} min={0} max={366} value={delay.days ?? 0} onChange={(value) => setDelay({ days: whole(value) })} />
        <NumberInput
          label={t('hours')}
          min={0}
          max={8784}
          value={delay.hours ?? 0}
          onChange={(value) => setDelay({ hours: whole(value) })}
        />
        <TextInput
          label={t('at')}
          type="time"
          value={delay.at ?? ''}
          onChange={(event) => setDelay({ at: event.currentTarget.value || undefined })}
        />
      </div>
      <div className={css.trio}>
        <TextInput
          label={t('quiet_from')}
          type="time"
          value={quiet?.from ?? ''}
          onChange={(event) => setQuiet({ from: event.currentTarget.value })}
        />
        <TextInput
          label={t('quiet_to')}
          type="time"
          value={quiet?.to ?? ''}
          onChange={(event) => setQuiet({ to: event.currentTarget.value })}
        />
        <NumberInput
          label={t('expiry')}
          min={1}
          max={732}
          value={draft.expiry_hours ? Math.round(draft.expiry_hours / 24) : ''}
          placeholder={t('expiry_usual')}
          onChange={(value) => change({ expiry_hours: value === '' ? undefined : whole(value) * 24 })}
        />
      </div>
      <Checkbox
        label={t('weekends')}
        checked={quiet?.weekends ?? false}
        onChange={(event) => setQuiet({ weekends: event.currentTarget.checked })}
      />
    </>
  );
}

/** A rule, made by choosing; below stands what it says and what it would have done. */
export function RuleForm({ rule, close }: { rule?: AskRule; close: () => void }) {
  const { t, i18n } = useTranslation(['asking', 'events', 'common']);
  const deed = useDeed(fieldNames);
  const sentence = useAskSentence();
  const touchpointName = useTouchpointName();
  const touchpoints = useTouchpoints().data ?? [];
  const surveys = useSurveys().data?.filter((survey) => survey.state === 'published' || survey.slug === rule?.survey) ?? [];
  const read = readCondition(rule?.where);
  const [condition, setCondition] = useState<Condition>(read ?? { mode: 'all', leaves: [] });
  const [draft, setDraft] = useState<AskRuleIn>(startOf(rule));
  const change = (part: Partial<AskRuleIn>) => setDraft((before) => ({ ...before, ...part }));
  const seen = useEncounterAttributes(draft.touchpoints?.[0] ?? '').data ?? {};
  const fields = [...Object.keys(seen).map((name) => `attributes.${name}`), 'customer.attributes.', 'channel', 'unit'];
  const typedAs: ValueOf = (text, field, op) => {
    const known = seen[field.replace(/^attributes\./, '')];
    const number = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
    if (Number.isFinite(number) && (typeof known === 'number' || (known === undefined && /^[gl][et]$/.test(op)))) return number;
    return typeof known === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
  };
  const body: AskRuleIn = {
    ...draft,
    name: draft.name || undefined,
    quiet: draft.quiet?.from && draft.quiet.to ? draft.quiet : draft.quiet?.weekends ? { weekends: true } : undefined,
    survey: draft.survey || surveys[0]?.slug || '',
    where: read ? writeCondition(condition) : rule?.where,
  };
  const ready = body.survey !== '' && (draft.touchpoints?.length ?? 0) > 0;
  const settled = useSettled(body, 400);
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault();
    if (await deed.run(() => saveAskRule(body, rule))) close();
  };
  return (
    <Dialog title={t(rule ? 'rule_edit' : 'rule_add')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        <TextInput
          label={t('name')}
          maxLength={100}
          value={draft.name ?? ''}
          error={deed.at('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <MultiSelect
          label={t('touchpoints')}
          data={touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) }))}
          value={draft.touchpoints ?? []}
          error={deed.at('touchpoint')}
          onChange={(value) => change({ touchpoints: value })}
        />
        {read ? (
          <ConditionRows
            condition={condition}
            samples={[]}
            fields={fields}
            typedAs={typedAs}
            change={setCondition}
            problem={deed.at('where')}
          />
        ) : (
          <p className="small">{t('events:where_kept')}</p>
        )}
        <div className={css.pair}>
          <NativeSelect
            label={t('survey')}
            value={body.survey}
            error={deed.at('survey')}
            data={surveys.map(({ slug, definition }) => ({ value: slug, label: pickText(definition.title, i18n.language, slug) }))}
            onChange={(event) => change({ survey: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('channel')}
            value={draft.channel ?? 'email'}
            data={(['email', 'link'] as const).map((value) => ({ value, label: t(`channels.${value}`) }))}
            onChange={(event) => change({ channel: event.currentTarget.value as 'email' | 'link' })}
          />
        </div>
        <TimeFields draft={draft} change={change} />
        <div className={css.pair}>
          <NumberInput
            label={t('share')}
            min={0}
            max={100}
            suffix={i18n.language === 'en' ? '%' : '\u00a0%'}
            value={Math.round((draft.share ?? 1) * 1000) / 10}
            onChange={(value) => change({ share: whole(value) / 100 })}
          />
          <NumberInput
            label={t('priority')}
            description={t('priority_note')}
            min={0}
            max={1000}
            value={draft.priority ?? 0}
            onChange={(value) => change({ priority: whole(value) })}
          />
        </div>
        {ready && (
          <p className={css.sentence} aria-live="polite">
            {sentence(body)}
          </p>
        )}
        <Simulation rule={settled} enabled={ready} />
        {['delay', 'quiet', 'expiry_hours', 'share'].map(
          (field) =>
            deed.at(field) && (
              <p key={field} role="alert" className={css.failure}>
                {deed.at(field)}
              </p>
            ),
        )}
        {surveys.length === 0 && <p className="small">{t('no_surveys')}</p>}
        <DialogEnd deed={deed} close={close} disabled={!ready} />
      </form>
    </Dialog>
  );
}
