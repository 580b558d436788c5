import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { EmptyState } from '../../design/EmptyState';
import study from '../Study.module.css';
import { WhyNumber } from '../why/WhyNumber';
import css from './Emotions.module.css';
import { EmotionsLead } from './EmotionsLead';
import { EmotionsTable } from './EmotionsTable';
import { PlaceSide } from './PlaceSide';
import { useEmotions } from './reads';

/** What customers should feel, what they do feel, and where the two part. */
export function EmotionsPage() {
  const { t } = useTranslation('emotions');
  const period = usePeriod();
  const { on } = useSearch({ from: '/shell/emotions' });
  const navigate = useNavigate();
  const { data, error, isPlaceholderData } = useEmotions(period);
  const places = data?.places ?? [];
  const spoken = places.some((place) => place.n > 0);
  const own = places.filter((place) => !place.touchpoint);
  const chosen = places.find((place) => place.touchpoint && place.touchpoint === on) ?? own[own.length - 1];
  const choose = (touchpoint: string | undefined) =>
    navigate({ to: '.', search: ((before: Record<string, unknown>) => ({ ...before, on: touchpoint })) as never, replace: true });
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {error && !data && <Failure error={error} />}
      {data && !spoken && <EmptyState title={t('empty_title')} text={t('empty_text')} />}
      {data && spoken && <EmotionsLead places={places} />}
      {data && spoken && (
        <WhyNumber query={{ figure: 'metrics', measure: 'emotion_hit', by: 'touchpoint', from: period.from, to: period.to }} />
      )}
      {data && chosen && !spoken && <PlaceSide place={chosen} />}
      {data && chosen && spoken && (
        <div className={isPlaceholderData ? `${study.columns} ${css.columns} ${study.waiting}` : `${study.columns} ${css.columns}`}>
          <div>
            <EmotionsTable places={places} on={chosen.touchpoint} choose={choose} />
          </div>
          <div>
            <PlaceSide place={chosen} />
          </div>
        </div>
      )}
    </>
  );
}
