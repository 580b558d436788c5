import { useTranslation } from 'react-i18next';
import table from '../../design/FigureTable.module.css';
import { type Unit, unitOf, useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import type { Association } from './read';

/** The plain figures behind it, nothing held alike. */
export function Classes({ association }: { association: Association }) {
  const { t } = useTranslation(['followed', 'common']);
  const format = useFormat();
  const said = (figure: Association['classes'][number]['later'], unit: Unit) =>
    typeof figure.value === 'number' && typeof figure.low === 'number' && typeof figure.high === 'number'
      ? `${format.withUnit(figure.value, unit)} (${format.interval(figure.low, figure.high, unit)})`
      : t('common:figure.missing', { count: figure.missing ?? 0 });
  return (
    <Section title={t('class_title')}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
      <section className={table.frame} aria-label={t('class_table')} tabIndex={0}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>{t('class')}</th>
              <th>{t('n')}</th>
              <th>{t('prior')}</th>
              <th>{t(association.outcome === 'retention' ? 'later_stay' : 'later')}</th>
            </tr>
          </thead>
          <tbody>
            {association.classes.map((one) => (
              <tr key={one.class}>
                <td>{t(`classes.${one.class}`)}</td>
                <td>{format.count(one.later.n)}</td>
                <td>{said(one.prior, 'mean')}</td>
                <td>{said(one.later, unitOf(association.unit))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}
