import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { useTableTwin } from '../../design/TableTwin';
import type { DriverChoices } from './choices';
import css from './Drivers.module.css';
import { DriversTable } from './DriversTable';
import { rankWord } from './rank';
import type { Driver, Drivers } from './read';

interface RanksProps {
  drivers: Drivers;
  choices: DriverChoices;
  on: string;
  choose: (name: string) => void;
}

/** Where on the line of ranks: the first at the left end, the last at the right. */
const place = (rank: number, of: number) => (of > 1 ? `${((rank - 1) / (of - 1)) * 100}%` : '0%');

function RankStrip({ driver, of, label }: { driver: Driver; of: number; label: string }) {
  const { priority_rank_low: low, priority_rank_high: high } = driver;
  return (
    <div className={css.strip} role="img" aria-label={label}>
      {low > 0 && <i className={css.band} style={{ left: place(low, of), right: `calc(100% - ${place(high, of)})` }} />}
      <i className={css.diamond} style={{ left: place(driver.significance_rank, of) }} />
      <i className={css.dot} style={{ left: place(driver.priority_rank, of) }} />
    </div>
  );
}

/** Sweet spots: the rank in "change first" with its interval, the rank in meaning beside it. */
export function Ranks({ drivers, choices, on, choose }: RanksProps) {
  const { t } = useTranslation('drivers');
  const format = useFormat();
  const { asTable, toggle } = useTableTwin();
  const shown = drivers.drivers.filter((driver) => driver.shown);
  const of = drivers.drivers.length;
  return (
    <Section title={t('ranks_title')} note={toggle}>
      {asTable ? (
        <DriversTable drivers={drivers} choices={choices} />
      ) : (
        <>
          <table className={css.ranks}>
            <thead>
              <tr>
                <th colSpan={2}>
                  <span className="unseen">{t('driver')}</span>
                </th>
                <th className={css.line}>
                  <div className={css.ends}>
                    <span>1.</span>
                    <span>{t('rank_95')}</span>
                    <span>{of}.</span>
                  </div>
                </th>
                <th>{t('change')}</th>
                <th>{t('meaning')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((driver) => {
                const priority = rankWord(driver.priority_rank, driver.priority_rank_low, driver.priority_rank_high);
                const meaning = rankWord(driver.significance_rank, driver.significance_rank_low, driver.significance_rank_high);
                return (
                  <tr key={driver.name} className={driver.name === on ? css.on : undefined}>
                    <td className={css.number}>{driver.priority_rank}</td>
                    <td className={css.name}>
                      <UnstyledButton aria-pressed={driver.name === on} onClick={() => choose(driver.name)}>
                        {choices.nameOf(driver.name)}
                      </UnstyledButton>
                      {driver.priority_tied && <span className="meta">{t('tied')}</span>}
                    </td>
                    <td className={css.line}>
                      <RankStrip driver={driver} of={of} label={t('rank_label', { priority, meaning })} />
                    </td>
                    <td>{format.number(driver.priority)}</td>
                    <td className={css.second}>{format.number(driver.significance)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          <p className={`meta ${css.legend}`}>{t('ranks_legend')}</p>
        </>
      )}
    </Section>
  );
}
