import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../design/EmptyState';
import { FigureBlock } from '../design/FigureBlock';
import css from './EmptyToday.module.css';
import { Share } from './Share';

const points = { low: -100, high: 100 };

/** What the morning picture will look like, drawn with figures that are nobody's. */
function Picture() {
  const { t } = useTranslation();
  return (
    <div className={css.picture}>
      <FigureBlock
        name={t('measure.nps')}
        note={t('measure_note.nps')}
        unit="points"
        scale={points}
        figure={{ n: 120, value: 41, low: 29, high: 52, quality: 'normal' }}
        previous={{ n: 110, value: 22, quality: 'normal' }}
        verdict="better"
        place="picture"
      />
      <FigureBlock
        name={t('measure.ces')}
        note={t('measure_note.ces', { low: 1, high: 7 })}
        unit="mean"
        scale={{ low: 1, high: 7 }}
        figure={{ n: 84, value: 5.6, low: 5.3, high: 5.9, quality: 'normal' }}
        previous={{ n: 90, value: 5.7, quality: 'normal' }}
        verdict="no_shown_change"
        place="picture"
      />
    </div>
  );
}

export function EmptyToday() {
  const { t } = useTranslation('today');
  return (
    <>
      <EmptyState
        title={t('empty_title')}
        text={t('empty_text')}
        picture={<Picture />}
        action={
          <Button component={Link} to="/touchpoints">
            {t('empty_touchpoint')}
          </Button>
        }
      />
      <div className={css.share}>
        <Share />
      </div>
    </>
  );
}
