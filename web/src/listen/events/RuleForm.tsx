import '../../design/forms';
import { Autocomplete, NativeSelect } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialogEnd } from '../../app/DialogEnd';
import { useDeed } from '../../app/useDeed';
import { Dialog } from '../../design/Dialog';
import { useTouchpointName } from '../../understand/names';
import { useTouchpoints } from '../../understand/reads';
import { type Condition, readCondition, writeCondition } from '../condition';
import { ConditionRows } from './ConditionRows';
import css from './Events.module.css';
import { type EventRule, type RuleIn, saveRule, useSamples } from './reads';
import { useRuleSentence } from './useRuleSentence';

const channels = ['web', 'store', 'phone', 'email', 'chat', 'mail', 'sms'];
const initiators = ['customer', 'company', 'dialogue'] as const;
const effects = ['strengthened', 'unchanged', 'weakened'] as const;

interface RuleFormProps {
  event: string;
  rule?: EventRule;
  names: string[];
  close: () => void;
}

/** A rule, made by choosing; the sentence below says what it will do. */
export function RuleForm({ event, rule, names, close }: RuleFormProps) {
  const { t } = useTranslation(['events', 'common', 'responses']);
  const deed = useDeed(['event', 'touchpoint', 'where', 'channel']);
  const sentence = useRuleSentence();
  const touchpoints = useTouchpoints().data ?? [];
  const touchpointName = useTouchpointName();
  const read = readCondition(rule?.where);
  const [condition, setCondition] = useState<Condition>(read ?? { mode: 'all', leaves: [] });
  const [draft, setDraft] = useState<RuleIn>({
    event,
    touchpoint: rule?.touchpoint ?? '',
    channel: rule?.channel ?? 'web',
    initiator: rule?.initiator,
    effect: rule?.effect,
    attributes: rule?.attributes,
    active: rule?.active ?? true,
  });
  const samples = useSamples(draft.event).data ?? [];
  const change = (part: Partial<RuleIn>) => setDraft((before) => ({ ...before, ...part }));
  const touchpoint = draft.touchpoint || touchpoints[0]?.slug || '';
  const whole: RuleIn = { ...draft, touchpoint, where: read ? writeCondition(condition) : rule?.where };
  const submit = async (submitted: FormEvent) => {
    submitted.preventDefault();
    if (await deed.run(() => saveRule(whole, rule))) close();
  };
  const choice = <T extends string>(label: string, value: T | undefined, values: readonly T[], set: (value: T | undefined) => void) => (
    <NativeSelect
      label={t(label)}
      value={value ?? ''}
      data={[{ value: '', label: t(`${label}_none`) }, ...values.map((one) => ({ value: one, label: t(`${label}s.${one}`) }))]}
      onChange={(chosen) => set((chosen.currentTarget.value || undefined) as T | undefined)}
    />
  );
  return (
    <Dialog title={t(rule ? 'rule_edit' : 'rule_add')} close={close} side>
      <form className={css.form} onSubmit={submit}>
        <Autocomplete
          label={t('rule_event')}
          data={names}
          required
          withAsterisk={false}
          maxLength={200}
          value={draft.event}
          error={deed.at('event')}
          onChange={(value) => change({ event: value })}
        />
        {read ? (
          <ConditionRows condition={condition} samples={samples} change={setCondition} problem={deed.at('where')} />
        ) : (
          <p className="small">{t('where_kept')}</p>
        )}
        <NativeSelect
          label={t('rule_touchpoint')}
          value={touchpoint}
          error={deed.at('touchpoint')}
          data={touchpoints.map(({ slug }) => ({ value: slug, label: touchpointName(slug) }))}
          onChange={(chosen) => change({ touchpoint: chosen.currentTarget.value })}
        />
        <Autocomplete
          label={t('channel')}
          description={t('channel_note', { list: channels.map((one) => t(`responses:channels.${one}`)).join(', ') })}
          data={channels}
          maxLength={60}
          value={draft.channel ?? ''}
          onChange={(value) => change({ channel: value })}
        />
        <div className={css.pair}>
          {choice('initiator', draft.initiator, initiators, (initiator) => change({ initiator }))}
          {choice('effect', draft.effect, effects, (effect) => change({ effect }))}
        </div>
        <p className={css.sentence} aria-live="polite">
          {sentence(whole)}
        </p>
        {touchpoints.length === 0 && <p className="small">{t('no_touchpoints')}</p>}
        <DialogEnd deed={deed} close={close} disabled={!touchpoint} />
      </form>
    </Dialog>
  );
}
