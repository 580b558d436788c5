import '../../design/forms';
import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { pickText } from '../../app/words';
import { Dialog } from '../../design/Dialog';
import asking from '../asking/Asking.module.css';
import { type Condition, readCondition, writeCondition } from '../condition';
import { ConditionRows, type ValueOf } from '../events/ConditionRows';
import { useSurveys } from '../surveys/reads';
import { bodyOf, type Campaign, type CampaignIn, saveCampaign } from './reads';
import { ScheduleFields } from './ScheduleFields';
import { useCampaignSentence } from './useCampaignSentence';

const fieldNames = ['name', 'survey', 'where', 'share', 'schedule', 'quiet'];
const usual: CampaignIn = {
  survey: '',
  share: 1,
  schedule: { every: 'months', interval: 6, weekday: 2, at: '10:00' },
  quiet: { from: '20:00', to: '08:00', weekends: true },
};

/** Numbers and yes or no as such, everything else as text. */
const typedAs: ValueOf = (text, _field, op) => {
  const number = text.trim() === '' ? Number.NaN : Number(text.replace(',', '.'));
  if (Number.isFinite(number) && /^[gl][et]$/.test(op)) return number;
  return text === 'true' || text === 'false' ? text === 'true' : text;
};

/** A campaign, made by choosing; below stands what it says. */
export function CampaignForm({ campaign, close }: { campaign?: Campaign; close: () => void }) {
  const { t, i18n } = useTranslation(['campaigns', 'asking', 'events', 'common']);
  const deed = useDeed(fieldNames);
  const sentence = useCampaignSentence();
  const surveys = useSurveys().data?.filter((survey) => survey.state === 'published' || survey.slug === campaign?.survey) ?? [];
  const read = readCondition(campaign?.where);
  const [condition, setCondition] = useState<Condition>(read ?? { mode: 'all', leaves: [] });
  const [draft, setDraft] = useState<CampaignIn>(campaign ? bodyOf(campaign) : usual);
  const change = (part: Partial<CampaignIn>) => setDraft((before) => ({ ...before, ...part }));
  const quiet = draft.quiet;
  const body: CampaignIn = {
    ...draft,
    name: draft.name || undefined,
    survey: draft.survey || surveys[0]?.slug || '',
    where: read ? writeCondition(condition) : campaign?.where,
    quiet: quiet?.from && quiet.to ? quiet : quiet?.weekends ? { weekends: true } : undefined,
  };
  const chosen = surveys.find((one) => one.slug === body.survey);
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault();
    if (await deed.run(() => saveCampaign(body, campaign))) close();
  };
  return (
    <Dialog title={t(campaign ? 'edit' : 'add')} close={close} side>
      <form className={asking.form} onSubmit={submit}>
        <TextInput
          label={t('asking:name')}
          maxLength={100}
          value={draft.name ?? ''}
          error={deed.at('name')}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('asking:survey')}
          value={body.survey}
          error={deed.at('survey')}
          description={chosen?.definition.anonymity === 'anonymous' ? t('anonymous_note') : undefined}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={surveys.map(({ slug, definition }) => ({ value: slug, label: pickText(definition.title, i18n.language, slug) }))}
          onChange={(event) => change({ survey: event.currentTarget.value })}
        />
        <ScheduleFields schedule={draft.schedule} change={(schedule) => change({ schedule })} />
        {read ? (
          <ConditionRows
            condition={condition}
            samples={[]}
            fields={['customer.attributes.']}
            typedAs={typedAs}
            change={setCondition}
            problem={deed.at('where')}
          />
        ) : (
          <p className="small">{t('events:where_kept')}</p>
        )}
        <NumberInput
          label={t('form.share')}
          description={t('form.share_note')}
          min={0}
          max={100}
          suffix={i18n.language === 'en' ? '%' : '\u00a0%'}
          value={Math.round((draft.share ?? 1) * 1000) / 10}
          onChange={(value) => change({ share: typeof value === 'number' ? value / 100 : 0 })}
        />
        <div className={asking.trio}>
          <TextInput
            label={t('asking:quiet_from')}
            type="time"
            value={quiet?.from ?? ''}
            onChange={(event) => change({ quiet: { ...quiet, from: event.currentTarget.value } })}
          />
          <TextInput
            label={t('asking:quiet_to')}
            type="time"
            value={quiet?.to ?? ''}
            onChange={(event) => change({ quiet: { ...quiet, to: event.currentTarget.value } })}
          />
        </div>
        <Checkbox
          label={t('asking:weekends')}
          checked={quiet?.weekends ?? false}
          onChange={(event) => change({ quiet: { ...quiet, weekends: event.currentTarget.checked } })}
        />
        {body.survey !== '' && (
          <p className={asking.sentence} aria-live="polite">
            {sentence(body)}
          </p>
        )}
        {['schedule', 'share', 'quiet'].map(
          (field) =>
            deed.at(field) && (
              <p key={field} role="alert" className={asking.failure}>
                {deed.at(field)}
              </p>
            ),
        )}
        {surveys.length === 0 && <p className="small">{t('asking:no_surveys')}</p>}
        <DialogEnd deed={deed} close={close} disabled={body.survey === ''} />
      </form>
    </Dialog>
  );
}
