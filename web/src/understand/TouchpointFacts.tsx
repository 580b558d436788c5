import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { todayIn } from '../app/period';
import { useMay, useWorkspace } from '../app/session';
import { useDeed } from '../app/useDeed';
import { useFormat } from '../design/format';
import { stageWord } from './names';
import { reviewTouchpoint, type Touchpoint } from './reads';
import css from './TouchpointPage.module.css';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** When somebody last went through the place, and the button that says: today. */
function Reviewed({ touchpoint }: { touchpoint: Touchpoint }) {
  const { t } = useTranslation('touchpoint');
  const format = useFormat();
  const may = useMay('manager');
  const today = todayIn(useWorkspace()?.time_zone);
  const deed = useDeed();
  const day = touchpoint.reviewed_on;
  return (
    <Fact name={t('reviewed')}>
      {day ? format.fullDay(day) : t('reviewed_never')}{' '}
      {may && day !== today && (
        <Button size="compact-xs" variant="default" disabled={deed.busy} onClick={() => deed.run(() => reviewTouchpoint(touchpoint.slug))}>
          {t('review')}
        </Button>
      )}
      {deed.failure && <span role="alert">{deed.failure}</span>}
      <span role="status" className="unseen">
        {deed.done && t('review_done')}
      </span>
    </Fact>
  );
}

/** What was promised, what feeling is aimed at, who answers for it, how many meet us here, how many were heard. */
export function TouchpointFacts({ touchpoint, heard }: { touchpoint: Touchpoint; heard: number | undefined }) {
  const { t } = useTranslation(['touchpoint', 'common']);
  const format = useFormat();
  const { promise, owner, volume_month: volume, stage, kind } = touchpoint;
  const targets = (touchpoint.target_emotions ?? []).map((name) => t(`common:emotion.${name}`, { defaultValue: name }));
  return (
    <dl className={css.facts}>
      {promise && <Fact name={t('promise')}>{promise}</Fact>}
      {targets.length > 0 && <Fact name={t('target')}>{targets.join(', ')}</Fact>}
      <Fact name={t('owner')}>{owner || <span className={css.debt}>{t('no_owner')}</span>}</Fact>
      {volume ? <Fact name={t('encounters')}>{t('per_month', { count: volume, number: format.count(volume) })}</Fact> : null}
      {heard !== undefined && <Fact name={t('heard')}>{t('common:answers', { count: heard })}</Fact>}
      <Reviewed touchpoint={touchpoint} />
      <Fact name={t('stage')}>{[stageWord(t, stage), t(`common:kind.${kind}`)].filter(Boolean).join(' · ')}</Fact>
    </dl>
  );
}
