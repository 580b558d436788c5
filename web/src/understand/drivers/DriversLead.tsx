import { Trans, useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import type { DriverChoices } from './choices';
import css from './Drivers.module.css';
import { rankWord } from './rank';
import type { Drivers } from './read';

/** The answer, then how far it carries: who was asked, how much is explained, and that it is an association. */
export function DriversLead({ drivers, choices }: { drivers: Drivers; choices: DriverChoices }) {
  const { t } = useTranslation('drivers');
  const format = useFormat();
  const shown = drivers.drivers.filter((driver) => driver.shown);
  const first = shown[0];
  const most = shown.find((driver) => driver.significance_rank === 1);
  const tied = shown.filter((driver) => first && driver !== first && driver.priority_rank_low <= first.priority_rank_high);
  const outcome = choices.outcomes.find((one) => one.value === drivers.outcome)?.label ?? drivers.outcome;
  const key = !first ? 'lead_noise' : first.priority_tied ? 'lead_tied' : 'lead';
  return (
    <>
      <LeadSentence>
        <Trans
          t={t}
          i18nKey={key}
          values={{
            first: choices.nameOf(first?.name ?? ''),
            rank: rankWord(first?.priority_rank ?? 0, first?.priority_rank_low ?? 0, first?.priority_rank_high ?? 0),
            of: drivers.drivers.length,
            second: choices.nameOf(tied[0]?.name ?? shown[1]?.name ?? ''),
          }}
          components={{ b: <b /> }}
        />{' '}
        {most && most !== first && t('lead_most', { most: choices.nameOf(most.name) })}
      </LeadSentence>
      <p className={css.fit}>
        <span>{t(drivers.of === 'touchpoints' ? 'people' : 'responses', { n: format.count(drivers.n) })}</span>
        <span>
          {t('fit', {
            outcome,
            fit: format.withUnit(100 * drivers.r2, 'percent'),
            low: format.number(100 * (drivers.r2_low ?? drivers.r2)),
            high: format.number(100 * (drivers.r2_high ?? drivers.r2)),
          })}{' '}
          {t(drivers.r2 < 0.15 ? 'fit_low' : drivers.r2 < 0.4 ? 'fit_some' : 'fit_much')}
        </span>
        <span className="meta">{t('association')}</span>
        {drivers.sampled < 1 && <span className="meta">{t('sampled', { share: format.number(1 / drivers.sampled) })}</span>}
      </p>
    </>
  );
}
