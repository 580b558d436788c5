import { Button, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import table from '../Table.module.css';
import { type Invitation, revoke, useInvitations } from './reads';

function InvitationRow({ of: invitation, take }: { of: Invitation; take: () => void }) {
  const { t } = useTranslation('invite');
  const format = useFormat();
  const open = invitation.state === 'waiting' || invitation.state === 'sent';
  return (
    <tr>
      <td className={table.name}>
        <Link to="/customers/$customer" params={{ customer: invitation.customer }}>
          <b>{invitation.customer}</b>
        </Link>
        <span className={table.note}>{t(`channel.${invitation.channel}`)}</span>
      </td>
      <td>
        {t(`state.${invitation.state}`)}
        {invitation.reminded_at && <span className={table.note}>{t('reminded', { day: format.fullDay(invitation.reminded_at) })}</span>}
      </td>
      <td className={table.quiet}>{format.fullDay(invitation.made_at)}</td>
      <td className={table.quiet}>{open ? t('open_until', { day: format.fullDay(invitation.expires_at) }) : ''}</td>
      <td>
        {open && (
          <UnstyledButton className="act" aria-label={`${t('revoke')}: ${invitation.customer}`} onClick={take}>
            {t('revoke')}
          </UnstyledButton>
        )}
      </td>
    </tr>
  );
}

/** Who was asked, newest first, and what became of it. */
export function InvitationTable({ survey }: { survey: string }) {
  const { t } = useTranslation(['invite', 'common']);
  const pages = useInvitations(survey, true);
  const [taking, setTaking] = useState<Invitation | null>(null);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t('list')}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t('customer')}</th>
            <th>{t('state_name')}</th>
            <th>{t('asked_on')}</th>
            <th>{t('time_left')}</th>
            <th>
              <span className="unseen">{t('revoke')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((invitation) => (
            <InvitationRow key={invitation.id} of={invitation} take={() => setTaking(invitation)} />
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && (
        <Button className={table.more} variant="default" size="sm" onClick={() => pages.fetchNextPage()}>
          {t('common:more')}
        </Button>
      )}
      {taking && (
        <ConfirmDialog
          title={t('revoke_title', { customer: taking.customer })}
          verb={t('revoke')}
          run={() => revoke(taking.id)}
          close={() => setTaking(null)}
        >
          {t('revoke_text')}
        </ConfirmDialog>
      )}
    </Section>
  );
}
