import { Button, UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../app/ConfirmDialog';
import { Failure } from '../app/Failure';
import { ScreenLine } from '../app/ScreenLine';
import { useMay } from '../app/session';
import { EmptyState } from '../design/EmptyState';
import { useFormat } from '../design/format';
import { LeadSentence } from '../design/LeadSentence';
import table from '../listen/Table.module.css';
import { type Key, revokeKey, useKeys } from './reads';
import css from './Settings.module.css';

const KeyForm = lazy(() => import('./KeyForm').then((module) => ({ default: module.KeyForm })));

function standingOf(key: Key): 'revoked' | 'expired' | 'valid' {
  if (key.revoked) return 'revoked';
  return key.expires_at && Date.parse(key.expires_at) <= Date.now() ? 'expired' : 'valid';
}

function KeyRow({ of: key, revoke }: { of: Key; revoke: () => void }) {
  const { t } = useTranslation(['settings', 'common']);
  const format = useFormat();
  const standing = standingOf(key);
  return (
    <tr className={standing === 'valid' ? '' : css.off}>
      <td className={table.name}>
        <b>{key.name}</b>
        <span className={table.note}>{t(`common:role.${key.role}`)}</span>
      </td>
      <td className={table.quiet}>{key.created_at && format.fullDay(key.created_at)}</td>
      <td className={table.quiet}>{key.expires_at ? format.fullDay(key.expires_at) : t('no_expiry')}</td>
      <td>{t(`key_${standing}`)}</td>
      <td>
        {!key.revoked && (
          <div className={css.acts}>
            <UnstyledButton className="act" aria-label={`${t('revoke')}: ${key.name}`} onClick={revoke}>
              {t('revoke')}
            </UnstyledButton>
          </div>
        )}
      </td>
    </tr>
  );
}

function KeyTable({ keys, revoke }: { keys: Key[]; revoke: (key: Key) => void }) {
  const { t } = useTranslation('settings');
  return (
    <div className={table.place}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t('key')}</th>
            <th>{t('made')}</th>
            <th>{t('expires')}</th>
            <th>{t('state')}</th>
            <th>
              <span className="unseen">{t('revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <KeyRow key={key.id} of={key} revoke={() => revoke(key)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Keys for other systems. The secret is seen once. */
export function KeysPage() {
  const { t } = useTranslation('settings');
  const may = useMay('owner');
  const { data: keys, error } = useKeys(may);
  const [adding, setAdding] = useState(false);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const add = <Button onClick={() => setAdding(true)}>{t('key_add')}</Button>;
  return (
    <>
      <ScreenLine />
      {!may && <p className="small">{t('owners_only')}</p>}
      {error && !keys && <Failure error={error} />}
      {keys?.length === 0 && <EmptyState title={t('keys_empty_title')} text={t('keys_empty_text')} action={add} />}
      {keys && keys.length > 0 && (
        <>
          <div className={css.head}>
            <LeadSentence>{t('keys_lead', { count: keys.filter((key) => standingOf(key) === 'valid').length })}</LeadSentence>
            {add}
          </div>
          <KeyTable keys={keys} revoke={setRevoking} />
        </>
      )}
      {adding && (
        <Suspense>
          <KeyForm close={() => setAdding(false)} />
        </Suspense>
      )}
      {revoking && (
        <ConfirmDialog
          title={t('revoke_title', { name: revoking.name })}
          verb={t('revoke')}
          run={() => revokeKey(revoking.id)}
          close={() => setRevoking(null)}
        >
          {t('revoke_text')}
        </ConfirmDialog>
      )}
    </>
  );
}
