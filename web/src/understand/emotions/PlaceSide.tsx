import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../app/session';
import { EmotionProfile } from '../../design/EmotionProfile';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTouchpointName } from '../names';
import css from './Emotions.module.css';
import { useEmotionList } from './list';
import { type EmotionPlace, type TargetEmotion, useTargetEmotions } from './reads';

const TargetForm = lazy(() => import('./TargetForm').then((module) => ({ default: module.TargetForm })));

function Accuracy({ place }: { place: EmotionPlace }) {
  const { t } = useTranslation('emotions');
  const format = useFormat();
  const { value, low, high } = place.accuracy ?? {};
  if (typeof value !== 'number' || typeof low !== 'number' || typeof high !== 'number') return null;
  const interval = `${format.signed(low, 2)} … ${format.signed(high, 2)}`;
  return <p className="small">{t('accuracy_said', { value: format.signed(value, 2), interval })}</p>;
}

/** The chosen place: every emotion with its interval, and the targets that were set for it. */
export function PlaceSide({ place }: { place: EmotionPlace }) {
  const { t } = useTranslation(['emotions', 'common']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const listOf = useEmotionList();
  const may = useMay('manager');
  const [doing, setDoing] = useState<TargetEmotion | 'add' | null>(null);
  const set = (useTargetEmotions().data ?? []).filter((target) => target.touchpoint === place.touchpoint).reverse();
  const said = (target: TargetEmotion) => {
    const emotions =
      place.touchpoint || target.emotions.length > 0 ? listOf(place.touchpoint ? place.targets : target.emotions) : t('ended');
    return target.share === undefined ? emotions : t('goal_note', { emotion: emotions, goal: format.withUnit(target.share, 'percent') });
  };
  const add = may && (
    <button type="button" className="act" onClick={() => setDoing('add')}>
      {t('set_target')}
    </button>
  );
  return (
    <div className={css.side}>
      <Section title={place.touchpoint ? nameOf(place.touchpoint) : t('everybody')} note={`n ${format.count(place.n)}`}>
        {place.n < 10 && <p className="meta">{t('common:figure.missing', { count: 10 - place.n })}</p>}
        {place.n >= 10 && (
          <>
            <EmotionProfile shares={place.emotions} targets={place.targets} />
            <Accuracy place={place} />
          </>
        )}
        {place.touchpoint && (
          <p className="small">
            <Link className="act" to="/touchpoints/$slug" params={{ slug: place.touchpoint }}>
              {t('open_touchpoint')}
            </Link>
          </p>
        )}
      </Section>
      <Section title={t('targets_title')} note={add}>
        {set.length === 0 && <p className="meta">{t('targets_none')}</p>}
        <ul className={css.targets}>
          {set.map((target) => (
            <li key={target.id}>
              <span>
                <b>{t('since', { day: format.fullDay(target.from) })}</b> {said(target)}
              </span>
              {may && (
                <button type="button" className="act" onClick={() => setDoing(target)}>
                  {t('change')}
                </button>
              )}
            </li>
          ))}
        </ul>
      </Section>
      <Suspense>
        {doing && <TargetForm touchpoint={place.touchpoint} target={doing === 'add' ? undefined : doing} close={() => setDoing(null)} />}
      </Suspense>
    </div>
  );
}
