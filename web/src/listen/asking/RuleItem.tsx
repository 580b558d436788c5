import { UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { useDeed } from '../../app/useDeed';
import { useFormat } from '../../design/format';
import css from './Asking.module.css';
import { type AskFigures, type AskRule, removeAskRule, saveAskRule, useAskFigures } from './reads';
import { useAskSentence } from './useAskSentence';

function bodyOf({ id: _id, revision: _revision, ...rule }: AskRule) {
  return rule;
}

/** From encounters to answers, each step smaller than the one before. */
function Funnel({ figures }: { figures: AskFigures }) {
  const { t } = useTranslation('asking');
  const format = useFormat();
  const rate = figures.response_rate;
  const steps = ['encounters', 'eligible', 'asked', 'sent', 'answered'] as const;
  const most = Math.max(figures.encounters, 1);
  return (
    <div className={css.funnel}>
      <dl>
        {steps.map((step) => (
          <div key={step}>
            <dt>{t(`step.${step}`)}</dt>
            <dd>
              <b>{format.count(figures[step])}</b>
              <i style={{ width: `${(100 * figures[step]) / most}%` }} />
            </dd>
          </div>
        ))}
      </dl>
      <p className="small">
        {rate
          ? t('rate', {
              rate: format.withUnit(rate.value, 'percent'),
              interval: format.interval(rate.low, rate.high, 'percent'),
              n: format.n(figures.sent),
            })
          : t('rate_none')}{' '}
        {figures.waiting > 0 && t('waiting_now', { count: figures.waiting, n: format.count(figures.waiting) })}
      </p>
    </div>
  );
}

function RuleActs({ rule, edit, name }: { rule: AskRule; edit: () => void; name: string }) {
  const { t } = useTranslation('asking');
  const deed = useDeed();
  const [removing, setRemoving] = useState(false);
  const act = (word: string, run: () => void) => (
    <UnstyledButton className="act" aria-label={`${t(word)}: ${name}`} disabled={deed.busy} onClick={run}>
      {t(word)}
    </UnstyledButton>
  );
  return (
    <div className={css.acts}>
      {act('edit', edit)}
      {act(rule.active ? 'pause' : 'resume', () => deed.run(() => saveAskRule({ ...bodyOf(rule), active: !rule.active }, rule)))}
      {act('remove', () => setRemoving(true))}
      <Link className="act" to="/asking/decisions" search={{ rule: String(rule.id) }} aria-label={`${t('why')}: ${name}`}>
        {t('why')}
      </Link>
      {deed.failure && <span className={css.failure}>{deed.failure}</span>}
      {removing && (
        <ConfirmDialog
          title={t('remove_title', { name })}
          verb={t('remove')}
          run={() => removeAskRule(rule.id)}
          close={() => setRemoving(false)}
        >
          {t('remove_text')}
        </ConfirmDialog>
      )}
    </div>
  );
}

/** One rule: its name, what it does as a sentence, what came of it. */
export function RuleItem({ rule, edit }: { rule: AskRule; edit?: () => void }) {
  const { t } = useTranslation('asking');
  const sentence = useAskSentence();
  const figures = useAskFigures(rule.id).data;
  return (
    <li className={rule.active ? undefined : css.paused}>
      <div>
        <h3>
          {rule.name} {!rule.active && <span className={css.state}>{t('paused')}</span>}
        </h3>
        <p>{sentence(rule)}</p>
        {edit && <RuleActs rule={rule} edit={edit} name={rule.name} />}
      </div>
      {figures && <Funnel figures={figures} />}
    </li>
  );
}
