import { Button } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useFormat } from '../../design/format';
import { LeadSentence } from '../../design/LeadSentence';
import table from '../Table.module.css';
import css from './Earshot.module.css';
import { type Called, useCallList } from './reads';

const TalkForm = lazy(() => import('./TalkForm').then((module) => ({ default: module.TalkForm })));

function Row({ one, talk }: { one: Called; talk: () => void }) {
  const { t } = useTranslation('earshot');
  const format = useFormat();
  return (
    <tr>
      <td className={table.name}>
        <Link to="/customers/$customer" params={{ customer: one.customer }}>
          <b>{one.name || one.customer}</b>
        </Link>
        <span className={table.note}>{one.heard_at ? t('silent_since', { when: format.fullDay(one.heard_at) }) : t('silent_never')}</span>
      </td>
      <td>
        <a href={`tel:${(one.phone ?? '').replace(/[^+0-9]/g, '')}`}>{one.phone}</a>
      </td>
      <td>{t(`stratum.${one.stratum}`)}</td>
      <td>
        {one.talked ? (
          <span className={css.verdict}>{t('talked')}</span>
        ) : (
          <Button size="xs" variant="default" aria-label={`${t('talk')}: ${one.name || one.customer}`} onClick={talk}>
            {t('talk')}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Whom to phone, and a place for what they said. */
export function CallListPage() {
  const { t } = useTranslation('earshot');
  const { list: id } = useParams({ from: '/shell/earshot/$list' });
  const { data: list, error } = useCallList(id);
  const [talking, setTalking] = useState<Called | null>(null);
  return (
    <>
      <ScreenLine />
      <p className={css.back}>
        <Link to="/earshot">{t('all_lists')}</Link>
      </p>
      {error && !list && <Failure error={error} />}
      {list && (
        <>
          <LeadSentence>{t('list_lead')}</LeadSentence>
          <div className={table.place}>
            <table className={`${table.table} ${css.groups}`}>
              <thead>
                <tr>
                  <th>{t('customer')}</th>
                  <th>{t('phone')}</th>
                  <th>{t('stratum_name')}</th>
                  <th>
                    <span className="unseen">{t('talk')}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {(list.items ?? []).map((one) => (
                  <Row key={one.customer} one={one} talk={() => setTalking(one)} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
      {talking && list && (
        <Suspense>
          <TalkForm list={list.id} called={talking} close={() => setTalking(null)} />
        </Suspense>
      )}
    </>
  );
}
