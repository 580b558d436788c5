import '../../design/forms';
import { Button, NativeSelect } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { PeriodPicker } from '../../app/PeriodPicker';
import { usePeriod } from '../../app/period';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { Section } from '../../design/Section';
import { useMetrics, useWeightSchemes } from '../reads';
import study from '../Study.module.css';
import type { WeightScheme } from './reads';
import { WeightedRow } from './WeightedRow';
import css from './Weights.module.css';
import { WeightsLead } from './WeightsLead';

const SchemeForm = lazy(() => import('./SchemeForm').then((module) => ({ default: module.SchemeForm })));
const measures = ['nps', 'ces', 'csat', 'expectation', 'rating', 'emotion_hit'] as const;
type Measure = (typeof measures)[number];
const heads = ['weighting', 'weighted', 'persons', 'n', 'effective_n', 'design_effect', 'trimmed', 'left_out'];

/** What answers may weigh: alike, by the customer's margin, or so that they are like the population; and what that costs. */
export function WeightsPage() {
  const { t } = useTranslation(['weights', 'common']);
  const period = usePeriod();
  const may = useMay('manager');
  const [measure, setMeasure] = useState<Measure>('nps');
  const [doing, setDoing] = useState<WeightScheme | 'add' | null>(null);
  const { data: schemes, error } = useWeightSchemes();
  const ask = { measure, from: period.from, to: period.to };
  const margin = useMetrics({ ...ask, weight: 'margin' }).data;
  const add = may && <Button onClick={() => setDoing('add')}>{t('add')}</Button>;
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {error && <Failure error={error} />}
      <WeightsLead measure={measure} metrics={margin} />
      <div className={`${study.choices} ${css.choices}`}>
        <NativeSelect
          label={t('measure')}
          value={measure}
          data={measures.map((one) => ({ value: one, label: t(`common:measure.${one}`) }))}
          onChange={(event) => setMeasure(measures.find((one) => one === event.currentTarget.value) ?? 'nps')}
        />
        {add}
      </div>
      <Section title={t('title')}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keyboard */}
        <section className={css.frame} aria-label={t('table')} tabIndex={0}>
          <table className={css.table}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head}>{t(head)}</th>
                ))}
                <th>
                  <span className="unseen">{t('change')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <WeightedRow name={t('margin')} note={t('margin_note')} weight="margin" ask={ask} />
              {(schemes ?? []).map((scheme) => (
                <WeightedRow
                  key={scheme.slug}
                  name={scheme.name}
                  note={scheme.margins.map((one) => one.by.replace(/^(attributes|answers)\./, '')).join(', ')}
                  weight={scheme.slug}
                  ask={ask}
                  deed={
                    may && (
                      <button type="button" className="act" onClick={() => setDoing(scheme)}>
                        {t('change')}
                      </button>
                    )
                  }
                />
              ))}
            </tbody>
          </table>
        </section>
        {schemes?.length === 0 && <p className="meta">{t('none')}</p>}
        <p className={`meta ${css.legend}`}>{t('legend')}</p>
      </Section>
      <Suspense>{doing && <SchemeForm scheme={doing === 'add' ? undefined : doing} close={() => setDoing(null)} />}</Suspense>
    </>
  );
}
