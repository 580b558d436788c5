import { useTranslation } from 'react-i18next';
import rows from '../../design/FigureRow.module.css';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import { Strip } from '../../design/Strip';
import { Verdict, verdictOf } from '../../design/Verdict';
import study from '../Study.module.css';
import css from './Followed.module.css';
import type { Association } from './read';

/** Weak and excellent against good, on an axis with zero in the middle. */
export function Effects({ association }: { association: Association }) {
  const { t } = useTranslation(['followed', 'common']);
  const format = useFormat();
  const places = association.outcome === 'retention' ? 1 : 2;
  const ends = association.effects.flatMap((effect) => [Math.abs(effect.low ?? 0), Math.abs(effect.high ?? 0)]);
  const most = Math.max(0.01, ...ends) * 1.1;
  return (
    <Section title={t('effect_title')} verdict={<span className={css.label}>{t('association')}</span>}>
      <table className={`${rows.table} ${css.table}`}>
        <thead>
          <tr>
            <th>{t('class')}</th>
            <th className={rows.wide}>
              <span className={rows.ends}>
                <span>{format.signed(-most, places)}</span>
                <span>0</span>
                <span>{format.signed(most, places)}</span>
              </span>
            </th>
            <th>{t('difference')}</th>
            <th>{t('interval')}</th>
            <th>{t('shown')}</th>
          </tr>
        </thead>
        <tbody>
          {association.effects.map((effect) => {
            const range = `${format.signed(effect.low ?? 0, places)} … ${format.signed(effect.high ?? 0, places)}`;
            return (
              <tr key={effect.class}>
                <td>
                  <b>{t(`classes.${effect.class}`)}</b>
                  <span className={rows.note}>n {format.count(effect.n)}</span>
                </td>
                <td className={rows.wide}>
                  <Strip
                    scale={{ low: -most, high: most }}
                    value={effect.value}
                    low={effect.low}
                    high={effect.high}
                    verdict={verdictOf(effect.verdict)}
                    label={t('common:figure.interval_label', { interval: range })}
                  />
                </td>
                <td className={rows.figure}>{format.signed(effect.value ?? 0, places)}</td>
                <td>{range}</td>
                <td>
                  <Verdict verdict={verdictOf(effect.verdict)} word={t(`verdict.${effect.verdict.replaceAll(' ', '_')}`)} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <p className={`meta ${study.legend}`}>
        {t('association_note', { r2: format.withUnit(100 * (association.r2 ?? 0), 'percent') })} {t('margin_note')}
      </p>
    </Section>
  );
}
