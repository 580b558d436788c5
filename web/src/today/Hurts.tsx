import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../app/api';
import { FigureRow } from '../design/FigureRow';
import css from '../design/FigureRow.module.css';
import { useFormat } from '../design/format';
import { Section } from '../design/Section';
import { verdictFor } from '../design/Verdict';
import { stageWord, useTouchpointName, useTouchpointOf } from '../understand/names';

const scale = { low: -100, high: 100 };

function Head() {
  const { t } = useTranslation('today');
  const format = useFormat();
  return (
    <thead>
      <tr>
        <th>
          <span className="unseen">{t('touchpoint')}</span>
        </th>
        <th className={css.wide}>
          <div className={css.ends}>
            <span>{format.signed(-100)}</span>
            <span>0</span>
            <span>{format.signed(100)}</span>
          </div>
        </th>
        <th>{t('nps')}</th>
        <th>{t('common:figure.interval')}</th>
        <th className={css.word}>
          <span className="unseen">{t('common:figure.before')}</span>
        </th>
        <th className={css.last}>{t('common:figure.per_month')}</th>
      </tr>
    </thead>
  );
}

/** Touchpoints by share of critics × encounters, worst first, each figure on the same whole scale. */
export function Hurts({ hurts, place }: { hurts: Schema['Today']['hurts']; place: string }) {
  const { t } = useTranslation(['today', 'common', 'drivers']);
  const format = useFormat();
  const nameOf = useTouchpointName();
  const touchpointOf = useTouchpointOf();
  return (
    <Section
      title={t('hurt_title')}
      note={
        <>
          {t('hurt_note')} ·{' '}
          <Link to="/sweet-spots" search={{ days: 365 }} className="act">
            {t('drivers:ranks_title')}
          </Link>
        </>
      }
    >
      {hurts.length === 0 && <p className="meta">{t('hurt_none')}</p>}
      {hurts.length > 0 && (
        <table className={css.table}>
          <Head />
          <tbody>
            {hurts.slice(0, 5).map((hurt) => (
              <FigureRow
                key={hurt.touchpoint}
                name={
                  <Link to="/touchpoints/$slug" params={{ slug: hurt.touchpoint }}>
                    {nameOf(hurt.touchpoint)}
                  </Link>
                }
                note={stageWord(t, touchpointOf(hurt.touchpoint)?.stage)}
                unit="points"
                scale={scale}
                figure={hurt.figure}
                previous={hurt.previous}
                verdict={verdictFor({ ...hurt, value: hurt.figure.value })}
                last={hurt.volume_month ? format.count(hurt.volume_month) : ''}
                place={`${hurt.touchpoint} ${place}`}
              />
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
