import { UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { useDeed } from '../../app/useDeed';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import css from './Events.module.css';
import { type EventRule, removeRule, replayRule, saveRule } from './reads';
import { useRuleSentence } from './useRuleSentence';

function bodyOf({ id: _id, revision: _revision, ...rule }: EventRule) {
  return rule;
}

function RuleActs({ rule, edit, remove }: { rule: EventRule; edit: () => void; remove: () => void }) {
  const { t } = useTranslation('events');
  const format = useFormat();
  const deed = useDeed();
  const [made, setMade] = useState<number | null>(null);
  const sentence = useRuleSentence()(rule);
  const act = (word: string, run: () => void) => (
    <UnstyledButton className="act" aria-label={`${t(word)}: ${sentence}`} disabled={deed.busy} onClick={run}>
      {t(word)}
    </UnstyledButton>
  );
  return (
    <div className={css.ruleActs}>
      {act('edit', edit)}
      {act(rule.active ? 'pause' : 'resume', () => deed.run(() => saveRule({ ...bodyOf(rule), active: !rule.active }, rule)))}
      {rule.active && act('replay', () => deed.run(() => replayRule(rule.id, setMade)))}
      {act('remove', remove)}
      <span role="status" className="small">
        {made !== null && t('replayed', { count: made, n: format.count(made) })}
        {deed.failure}
      </span>
    </div>
  );
}

/** The rules in the order they are judged, each as a sentence. */
export function RuleList({ rules, edit }: { rules: EventRule[]; edit?: (rule: EventRule) => void }) {
  const { t } = useTranslation('events');
  const sentence = useRuleSentence();
  const [removing, setRemoving] = useState<EventRule | null>(null);
  return (
    <Section title={t('rules')} note={rules.length > 1 ? t('rules_note') : undefined}>
      {rules.length === 0 && <p className={css.none}>{t('rules_none')}</p>}
      <ol className={css.rules}>
        {rules.map((rule) => (
          <li key={rule.id} className={rule.active ? undefined : css.paused}>
            <p>
              {sentence(rule)} {!rule.active && <b>{t('paused')}</b>}
            </p>
            {edit && <RuleActs rule={rule} edit={() => edit(rule)} remove={() => setRemoving(rule)} />}
          </li>
        ))}
      </ol>
      {removing && (
        <ConfirmDialog title={t('remove_title')} verb={t('remove')} run={() => removeRule(removing.id)} close={() => setRemoving(null)}>
          {sentence(removing)} {t('remove_text')}
        </ConfirmDialog>
      )}
    </Section>
  );
}
