import { useTranslation } from 'react-i18next';
import table from '../../design/FigureTable.module.css';
import { useFormat } from '../../design/format';
import type { DriverChoices } from './choices';
import { rankWord } from './rank';
import type { Drivers } from './read';

/** Everything the two pictures show, in numbers. */
export function DriversTable({ drivers, choices }: { drivers: Drivers; choices: DriverChoices }) {
  const { t } = useTranslation('drivers');
  const format = useFormat();
  const share = (value: number) => format.withUnit(100 * value, 'percent');
  const heads = [
    'driver',
    'n',
    'change',
    'change_rank',
    'meaning',
    'meaning_rank',
    'weight',
    'weight_interval',
    'mean',
    'reach',
    'kind',
    'quadrant',
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard
    <section className={table.frame} aria-label={t('driver')} tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head}>{t(head)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {drivers.drivers.map((driver) => (
            <tr key={driver.name}>
              <td>{choices.nameOf(driver.name)}</td>
              <td>{format.count(driver.n)}</td>
              <td>{format.number(driver.priority, 1)}</td>
              <td>{driver.shown ? rankWord(driver.priority_rank, driver.priority_rank_low, driver.priority_rank_high) : ''}</td>
              <td>{format.number(driver.significance, 1)}</td>
              <td>{driver.shown ? rankWord(driver.significance_rank, driver.significance_rank_low, driver.significance_rank_high) : ''}</td>
              <td>{driver.shown ? format.number(driver.weight, 1) : t('noise_weight')}</td>
              <td>{driver.shown ? `${format.number(driver.low ?? 0, 1)}–${format.number(driver.high ?? 0, 1)}` : ''}</td>
              <td>{`${format.number(driver.mean, 2)} / ${format.number(driver.scale.high)}`}</td>
              <td>{share(driver.reach)}</td>
              <td>{driver.kind ? (driver.kind_shown ? t(`kinds.${driver.kind}`) : `(${t(`kinds.${driver.kind}`)})`) : '–'}</td>
              <td>{t(`quadrants.${driver.quadrant}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
