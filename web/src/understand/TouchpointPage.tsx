import { Button } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../app/Failure';
import { PeriodPicker } from '../app/PeriodPicker';
import { usePeriod } from '../app/period';
import { ScreenLine } from '../app/ScreenLine';
import { useMay } from '../app/session';
import { Elements } from './elements/Elements';
import { useTouchpoint } from './reads';
import { useStandings } from './standing';
import { TouchpointChannels } from './TouchpointChannels';
import { TouchpointEffect } from './TouchpointEffect';
import { TouchpointEmotions } from './TouchpointEmotions';
import { TouchpointExpectation } from './TouchpointExpectation';
import { TouchpointFacts } from './TouchpointFacts';
import { TouchpointForm } from './TouchpointForm';
import { TouchpointLead } from './TouchpointLead';
import css from './TouchpointPage.module.css';
import { TouchpointStories } from './TouchpointStories';
import { TouchpointTrend } from './TouchpointTrend';

function EditButton({ edit }: { edit: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" size="xs" onClick={edit}>
      {t('edit')}
    </Button>
  );
}

/** One place where we meet the customer: how it stands, what was promised, and the words. */
export function TouchpointPage() {
  const { slug } = useParams({ from: '/shell/touchpoints/$slug' });
  const period = usePeriod();
  const { data: touchpoint, error } = useTouchpoint(slug);
  const standings = useStandings(period);
  const mayEdit = useMay('manager');
  const [editing, setEditing] = useState(false);
  const standing = standings.of(slug);
  const measure = standing?.measure ?? 'nps';
  return (
    <>
      <ScreenLine
        right={
          <>
            {mayEdit && touchpoint && <EditButton edit={() => setEditing(true)} />}
            <PeriodPicker />
          </>
        }
      />
      {error && !touchpoint && <Failure error={error} />}
      {touchpoint && (
        <>
          <TouchpointLead touchpoint={touchpoint} standing={standing} ready={standings.ready} period={period} />
          <TouchpointFacts touchpoint={touchpoint} heard={standing?.row.n} />
          <div className={css.columns}>
            <div>
              <TouchpointTrend slug={slug} measure={measure} />
              <TouchpointExpectation slug={slug} period={period} row={standings.expectation(slug)} />
              <Elements slug={slug} />
              <TouchpointStories slug={slug} period={period} />
            </div>
            <div>
              <TouchpointEmotions touchpoint={touchpoint} period={period} />
              <TouchpointChannels slug={slug} measure={measure} period={period} />
              <TouchpointEffect slug={slug} period={period} />
            </div>
          </div>
          {editing && <TouchpointForm touchpoint={touchpoint} close={() => setEditing(false)} />}
        </>
      )}
    </>
  );
}
