import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import type { DriverChoices } from './choices';
import css from './Drivers.module.css';
import type { Driver, Drivers } from './read';

interface SideProps {
  driver: Driver;
  drivers: Drivers;
  choices: DriverChoices;
}

function Fact({ title, figure, note }: { title: string; figure: string; note: string }) {
  return (
    <div>
      <span className={css.small}>{title}</span>
      <b>{figure}</b>
      <span className="meta">{note}</span>
    </div>
  );
}

/** One thing closely: what a better rating of it goes with, what it costs and gives, how many meet it. */
export function DriverSide({ driver, drivers, choices }: SideProps) {
  const { t } = useTranslation(['drivers', 'common']);
  const format = useFormat();
  const name = choices.nameOf(driver.name);
  const share = drivers.scale.high - drivers.scale.low <= 1;
  const points = (value: number | null | undefined) =>
    typeof value !== 'number' ? '–' : share ? t('points_of_hundred', { value: format.signed(100 * value, 1) }) : format.signed(value, 2);
  const kind = driver.kind ? t(`kinds.${driver.kind}`) : t('kind_unknown');
  return (
    <>
      <div className={css.side} aria-live="polite">
        <Fact
          title={t('one_better', { name })}
          figure={points(driver.slope)}
          note={t(share ? 'one_better_share' : 'one_better_note', {
            low: points(driver.slope_low),
            high: points(driver.slope_high),
            scale: format.interval(drivers.scale.low, drivers.scale.high, 'count'),
          })}
        />
        <Fact
          title={t(driver.kind_shown || !driver.kind ? 'nature' : 'nature_maybe', { kind })}
          figure={`${points(driver.penalty)} / ${points(driver.reward)}`}
          note={driver.kind ? t(`kind_note.${driver.kind}`) : t('kind_note.unknown')}
        />
        <Fact
          title={t('reach_title')}
          figure={format.withUnit(100 * driver.reach, 'percent')}
          note={t(`reach_note.${drivers.reach_of}`, { active: format.count(drivers.active) })}
        />
      </div>
      <p className="meta">
        {t('rated', {
          name,
          n: format.count(driver.n),
          mean: format.number(driver.mean, 2),
          scale: format.interval(driver.scale.low, driver.scale.high, 'count'),
          type: t(`common:measure.${driver.rated_by}`),
        })}{' '}
        {drivers.of === 'touchpoints' && (
          <Link to="/touchpoints/$slug" params={{ slug: driver.name }} className="act">
            {t('open_touchpoint')}
          </Link>
        )}
      </p>
    </>
  );
}
