import { Button, NativeSelect } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { PeriodPicker } from '../app/PeriodPicker';
import { usePeriod } from '../app/period';
import { ScreenLine } from '../app/ScreenLine';
import { useMay } from '../app/session';
import { EmptyState } from '../design/EmptyState';
import { Debts } from './Debts';
import { useTouchpoints } from './reads';
import { useStandings } from './standing';
import { TouchpointForm } from './TouchpointForm';
import { TouchpointsLead } from './TouchpointsLead';
import css from './TouchpointsPage.module.css';
import { TouchpointsTable } from './TouchpointsTable';
import { byWeight, useWeights } from './weakening';

const MomentLibrary = lazy(() => import('./MomentLibrary').then((module) => ({ default: module.MomentLibrary })));

/** Every place where we meet the customer, in journey order: how it stands, who answers for it, and what is not measured. */
export function TouchpointsPage() {
  const { t } = useTranslation('touchpoint');
  const period = usePeriod();
  const { data: touchpoints, error } = useTouchpoints();
  const standings = useStandings(period);
  const mayAdd = useMay('manager');
  const [adding, setAdding] = useState(false);
  const [library, setLibrary] = useState(false);
  const weightOf = useWeights(period);
  const weighed = touchpoints?.some((touchpoint) => weightOf(touchpoint)) ?? false;
  const [chosen, setOrder] = useState<'weakening' | 'journey'>('weakening');
  const order = weighed ? chosen : 'journey';
  const add = mayAdd ? (
    <div className={css.adds}>
      <Button onClick={() => setAdding(true)}>{t('add')}</Button>
      <Button variant="default" onClick={() => setLibrary(true)}>
        {t('from_library')}
      </Button>
    </div>
  ) : undefined;
  return (
    <>
      <ScreenLine right={<PeriodPicker />} />
      {error && !touchpoints && <Failure error={error} />}
      {touchpoints?.length === 0 && <EmptyState title={t('empty_title')} text={t('empty_text')} action={add} />}
      {touchpoints && touchpoints.length > 0 && (
        <>
          <div className={css.head}>
            <TouchpointsLead touchpoints={touchpoints} standings={standings} />
            {add}
          </div>
          {weighed && (
            <div className={css.order}>
              <NativeSelect
                size="xs"
                label={t('order')}
                value={order}
                data={(['weakening', 'journey'] as const).map((value) => ({ value, label: t(`orders.${value}`) }))}
                onChange={(event) => setOrder(event.currentTarget.value as typeof order)}
              />
              {order === 'weakening' && <p className="meta">{t('order_note')}</p>}
            </div>
          )}
          <TouchpointsTable
            touchpoints={order === 'weakening' ? byWeight(touchpoints, weightOf) : touchpoints}
            standings={standings}
            weightOf={weightOf}
            place={`${period.from} ${period.to}`}
          />
          <div className={css.debts}>
            <Debts most={20} />
          </div>
        </>
      )}
      {library && touchpoints && (
        <Suspense>
          <MomentLibrary touchpoints={touchpoints} close={() => setLibrary(false)} />
        </Suspense>
      )}
      {adding && <TouchpointForm close={() => setAdding(false)} />}
    </>
  );
}
