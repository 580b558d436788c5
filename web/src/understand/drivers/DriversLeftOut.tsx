import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import type { DriverChoices } from './choices';
import css from './Drivers.module.css';
import type { Drivers } from './read';

/** What has no rank, and why: no more than noise, or too few who rated it. */
export function DriversLeftOut({ drivers, choices }: { drivers: Drivers; choices: DriverChoices }) {
  const { t } = useTranslation('drivers');
  const format = useFormat();
  const noise = drivers.drivers.filter((driver) => !driver.shown);
  if (noise.length + drivers.left_out.length === 0) return null;
  return (
    <Section title={t('left_out_title')}>
      <ul className={css.leftOut}>
        {noise.map((driver) => (
          <li key={driver.name}>
            <b>{choices.nameOf(driver.name)}</b> <span className="meta">{t('noise', { n: format.count(driver.n) })}</span>
          </li>
        ))}
        {drivers.left_out.map((one) => (
          <li key={one.name}>
            <b>{choices.nameOf(one.name)}</b> <span className="meta">{t(`left_out.${one.reason}`, { n: format.count(one.n) })}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
