import { Button, NativeSelect } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { shiftDay, todayIn } from '../../app/period';
import { useMay, useWorkspace } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { Segments } from '../../design/Segments';
import { MediaTable } from './MediaTable';
import { lastWeeks, type Measure, mediaRows, sumsBy } from './media';
import css from './Research.module.css';
import { ResearchLine } from './ResearchLine';
import { type Exposure, useMedia } from './reads';
import { useMediaWords } from './useMediaWords';

const MediaForm = lazy(() => import('./MediaForm').then((module) => ({ default: module.MediaForm })));
const spans = [13, 26, 52];

function Lead({ items, weeks }: { items: Exposure[]; weeks: number }) {
  const { t } = useTranslation('research');
  const format = useFormat();
  const words = useMediaWords();
  const contacts = items.reduce((sum, one) => sum + one.contacts, 0);
  const spend = items.reduce((sum, one) => sum + one.spend_cents, 0) / 100;
  const [top = '', most = 0] = [...sumsBy(items, 'contacts')].sort((a, b) => b[1] - a[1])[0] ?? [];
  return (
    <LeadSentence>
      <Trans
        t={t}
        i18nKey="media_lead"
        values={{
          medium: words.medium(top),
          share: format.withUnit((100 * most) / Math.max(contacts, 1), 'percent'),
          contacts: format.count(contacts),
          spend: format.count(spend),
          weeks: format.count(weeks),
        }}
        components={{ b: <b /> }}
      />
    </LeadSentence>
  );
}

/** What was shown and where, week by week: sums only, nobody is followed. */
export function MediaPage() {
  const { t } = useTranslation(['research', 'imports']);
  const may = useMay('manager');
  const today = todayIn(useWorkspace()?.time_zone);
  const [span, setSpan] = useState(13);
  const [segment, setSegment] = useState('');
  const [measure, setMeasure] = useState<Measure>('contacts');
  const [editing, setEditing] = useState<{ exposure?: Exposure } | null>(null);
  const weeks = lastWeeks(today, span);
  const { data: all, error } = useMedia(weeks[0] ?? today, shiftDay(weeks.at(-1) ?? today, 6));
  const segments = [...new Set((all ?? []).map((one) => one.segment))].filter(Boolean).sort();
  const items = (all ?? []).filter((one) => segment === '' || one.segment === segment);
  const add = (
    <>
      <Button size="sm" variant="default" renderRoot={(props) => <Link {...props} to="/events/import" search={{ kind: 'media' }} />}>
        {t('imports:bring')}
      </Button>
      <Button size="sm" onClick={() => setEditing({})}>
        {t('media_add')}
      </Button>
    </>
  );
  const empty = all?.length === 0 && span === spans[0];
  return (
    <>
      <ResearchLine right={may && !empty && add} />
      {error && !all && <Failure error={error} />}
      {empty && <EmptyState title={t('media_empty_title')} text={t('media_empty_text')} action={may && add} />}
      {all && !empty && (
        <>
          {items.length > 0 && <Lead items={items} weeks={span} />}
          <div className={css.mediaChoices}>
            <NativeSelect
              label={t('weeks_name')}
              value={String(span)}
              data={spans.map((count) => ({ value: String(count), label: t('weeks', { count }) }))}
              onChange={(event) => setSpan(Number(event.currentTarget.value))}
            />
            {segments.length > 0 && (
              <NativeSelect
                label={t('segment')}
                value={segment}
                data={[{ value: '', label: t('all_segments') }, ...segments]}
                onChange={(event) => setSegment(event.currentTarget.value)}
              />
            )}
            <Segments
              aria-label={t('measure_name')}
              value={measure}
              data={(['contacts', 'spend_cents'] as const).map((value) => ({ value, label: t(value) }))}
              onChange={(value) => setMeasure(value as Measure)}
            />
          </div>
          {items.length === 0 && <p className={css.none}>{t('media_none')}</p>}
          {items.length > 0 && (
            <MediaTable
              rows={mediaRows(items, measure)}
              weeks={weeks}
              measure={measure}
              edit={may ? (exposure) => setEditing({ exposure }) : undefined}
            />
          )}
        </>
      )}
      {editing && (
        <Suspense>
          <MediaForm exposure={editing.exposure} today={today} seen={all ?? []} close={() => setEditing(null)} />
        </Suspense>
      )}
    </>
  );
}
