import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import boards from '../boards/Boards.module.css';
import type { Leaf } from '../explore';
import { useWeightSchemes } from '../reads';
import { Count } from './Count';
import { removeSegment, type Segment, useSegment, useSegments } from './reads';
import { SegmentForm } from './SegmentForm';
import css from './Segments.module.css';
import { useSegmentSentence } from './useSegmentSentence';

const leafOf = (segment: Segment): Leaf => ({ field: 'segment', op: 'eq', value: segment.id });

/** Which saved views and weightings speak of it: those one sees by name, the others by number. */
function Uses({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const { views = [], schemes = [] } = useSegment(segment.id).data ?? {};
  const all = useWeightSchemes().data ?? [];
  if (segment.uses === 0) return <>{t('unused')}</>;
  const others = segment.uses - views.length - schemes.length;
  const named = views.map(({ name }) => name).join(', ');
  const weightings = schemes.map((slug) => t('used_in_weighting', { name: all.find((one) => one.slug === slug)?.name ?? slug }));
  const said = [named && t('used_in', { names: named }), ...weightings, others > 0 && t('used_by_others', { count: others })];
  return <>{said.filter(Boolean).join(' · ')}</>;
}

type Doing = { what: 'change' | 'remove'; segment: Segment } | null;

function Row({ segment, doing }: { segment: Segment; doing: (doing: Doing) => void }) {
  const { t } = useTranslation(['segments', 'boards']);
  const format = useFormat();
  const sentence = useSegmentSentence();
  const manages = useMay('manager');
  const { name } = segment;
  const whose = !segment.shared
    ? t('boards:only_you')
    : segment.owner_name && !segment.mine
      ? t('boards:shared_by', { name: segment.owner_name })
      : t('boards:shared');
  return (
    <li>
      <Link to="/explore" search={{ where: [leafOf(segment)] }} className={`act ${css.name}`}>
        {name}
      </Link>
      <span className={css.deeds}>
        {(segment.mine || (segment.shared && manages)) && (
          <>
            <button type="button" aria-label={t('boards:change_of', { name })} onClick={() => doing({ what: 'change', segment })}>
              {t('boards:change')}
            </button>
            <button type="button" aria-label={t('boards:remove_of', { name })} onClick={() => doing({ what: 'remove', segment })}>
              {t('boards:remove')}
            </button>
          </>
        )}
      </span>
      <span className={css.sentence}>{sentence(segment.condition)}</span>
      <span className={css.count}>
        <Count where={JSON.stringify(leafOf(segment))} />
      </span>
      <span className={`meta ${css.more}`}>
        {whose} · {t('since', { day: format.fullDay(segment.changed_at) })} · <Uses segment={segment} />
      </span>
    </li>
  );
}

/** Groups of answers that have a name, to be chosen wherever figures are limited or compared. */
export function SegmentsPage() {
  const { t } = useTranslation(['segments', 'boards']);
  const { data, error } = useSegments();
  const [adding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing>(null);
  const add = (
    <Button size="xs" onClick={() => setAdding(true)}>
      {t('add')}
    </Button>
  );
  const close = () => setDoing(null);
  return (
    <>
      <ScreenLine right={data && data.length > 0 && add} />
      {error && <Failure error={error} />}
      {data?.length === 0 && <EmptyState title={t('empty_title')} text={t('empty_text')} action={add} />}
      {data && data.length > 0 && (
        <>
          <h1 className={boards.title}>{t('title')}</h1>
          <ul className={css.list}>
            {data.map((segment) => (
              <Row key={segment.id} segment={segment} doing={setDoing} />
            ))}
          </ul>
        </>
      )}
      {adding && <SegmentForm close={() => setAdding(false)} />}
      {doing?.what === 'change' && <SegmentForm segment={doing.segment} close={close} />}
      {doing?.what === 'remove' && (
        <ConfirmDialog
          title={t('boards:remove_of', { name: doing.segment.name })}
          verb={t('boards:remove')}
          run={() => removeSegment(doing.segment)}
          close={close}
        >
          {t('remove_text')}
        </ConfirmDialog>
      )}
    </>
  );
}
