import { Button } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import { BringButton } from '../imports/BringButton';
import { Connect, ConnectPicture } from './Connect';
import css from './Events.module.css';
import { EventTable } from './EventTable';
import { KeepDays } from './KeepDays';
import { Problems } from './Problems';
import { RuleList } from './RuleList';
import { type EventName, type EventRule, useEventNames, useEventRules } from './reads';

const RuleForm = lazy(() => import('./RuleForm').then((module) => ({ default: module.RuleForm })));

/** How much came in, how much of it was heard, and what waits for a rule. */
function Lead({ names }: { names: EventName[] }) {
  const { t } = useTranslation('events');
  const format = useFormat();
  const received = names.reduce((sum, name) => sum + name.received, 0);
  const matched = names.reduce((sum, name) => sum + name.matched, 0);
  const waiting = names.filter((name) => !name.rules).sort((a, b) => b.received - a.received)[0];
  return (
    <LeadSentence>
      <Trans
        t={t}
        i18nKey="lead"
        count={received}
        values={{ n: format.count(received), share: format.withUnit((100 * matched) / Math.max(received, 1), 'percent') }}
        components={{ b: <b /> }}
      />{' '}
      {waiting && t('lead_waiting', { name: waiting.name })}
    </LeadSentence>
  );
}

/** What other systems tell of customers, and what is made of it. */
export function EventsPage() {
  const { t } = useTranslation('events');
  const may = useMay('manager');
  const names = useEventNames();
  const rules = useEventRules();
  const [editing, setEditing] = useState<{ event: string; rule?: EventRule } | null>(null);
  const make = may && (
    <Button size="sm" onClick={() => setEditing({ event: '' })}>
      {t('rule_add')}
    </Button>
  );
  const empty = names.data?.length === 0;
  return (
    <>
      <ScreenLine
        right={
          <>
            <BringButton kind="encounters" small /> {names.data && !empty && make}
          </>
        }
      />
      {names.error && !names.data && <Failure error={names.error} />}
      {empty && <EmptyState title={t('empty_title')} text={t('empty_text')} picture={<ConnectPicture />} />}
      {names.data && !empty && (
        <>
          <Lead names={names.data} />
          <EventTable names={names.data} make={may ? (event) => setEditing({ event }) : undefined} />
        </>
      )}
      <div className={css.sections}>
        {rules.data && (rules.data.length > 0 || !empty) && (
          <RuleList rules={rules.data} edit={may ? (rule) => setEditing({ event: rule.event, rule }) : undefined} />
        )}
        {may && <Problems />}
        {names.data && <Connect open={empty ?? false} />}
        {names.data && !empty && <KeepDays />}
      </div>
      {editing && (
        <Suspense>
          <RuleForm
            event={editing.event}
            rule={editing.rule}
            names={(names.data ?? []).map((name) => name.name)}
            close={() => setEditing(null)}
          />
        </Suspense>
      )}
    </>
  );
}
