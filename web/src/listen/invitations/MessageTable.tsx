import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import table from '../Table.module.css';
import { type Message, useMessages } from './reads';

const known = new Set([
  'unknown_recipient',
  'refused',
  'refused_later',
  'no_connection',
  'no_safe_connection',
  'login_refused',
  'no_answer',
  'interrupted',
  'no_from_address',
  'no_address',
  'unsubscribed',
  'contact_ban',
  'no_consent',
  'erased',
  'answered',
  'expired',
  'revoked',
  'survey_closed',
]);

function MessageRow({ of: message }: { of: Message }) {
  const { t } = useTranslation('invite');
  const format = useFormat();
  const why = message.reason && t(known.has(message.reason) ? `why.${message.reason}` : 'why.other');
  return (
    <tr>
      <td className={table.name}>
        <b>{message.customer ?? t('yourself')}</b>
        <span className={table.note}>{t(`kind.${message.kind}`)}</span>
      </td>
      <td>
        {t(`message.${message.state}`)}
        {why && (
          <span className={table.note}>
            {why}
            {message.status && ` (${message.status})`}
          </span>
        )}
      </td>
      <td className={table.quiet}>{format.moment(message.ended_at ?? message.due_at ?? message.made_at)}</td>
      <td className={table.quiet}>{message.tries > 1 && t('tries', { count: message.tries })}</td>
    </tr>
  );
}

/** What the mail server said of each message. */
export function MessageTable({ survey }: { survey: string }) {
  const { t } = useTranslation(['invite', 'common']);
  const pages = useMessages(survey, true);
  const rows = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return null;
  return (
    <Section title={t('log')} note={t('log_note')}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>{t('receiver')}</th>
            <th>{t('state_name')}</th>
            <th>{t('when')}</th>
            <th>
              <span className="unseen">{t('tries_name')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((message) => (
            <MessageRow key={message.id} of={message} />
          ))}
        </tbody>
      </table>
      {pages.hasNextPage && (
        <Button className={table.more} variant="default" size="sm" onClick={() => pages.fetchNextPage()}>
          {t('common:more')}
        </Button>
      )}
    </Section>
  );
}
