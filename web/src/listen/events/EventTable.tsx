import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../../app/session';
import { useFormat } from '../../design/format';
import { useGlow } from '../../design/useGlow';
import table from '../Table.module.css';
import css from './Events.module.css';
import type { EventName } from './reads';

function NameRow({ name, make }: { name: EventName; make?: () => void }) {
  const { t } = useTranslation('events');
  const format = useFormat();
  const zone = useWorkspace()?.time_zone;
  const glow = useGlow(name.received, name.name);
  const share = name.received > 0 ? (100 * name.matched) / name.received : 0;
  return (
    <tr>
      <td className={table.name}>
        <b>{name.name}</b>
        <span className={table.note}>{t('last_seen', { when: format.moment(name.last_at, zone) })}</span>
      </td>
      <td className={table.number}>
        <span className={glow}>{format.count(name.received)}</span>
        <span className={css.phone}> {t('received')}</span>
      </td>
      <td className={css.share}>
        {name.rules || name.matched > 0 ? (
          <>
            <span className={css.bar} aria-hidden="true">
              <i style={{ width: `${share}%` }} />
            </span>
            {format.withUnit(share, 'percent')} <span className={css.phone}>{t('matched')}</span>
          </>
        ) : (
          <span className={css.none}>{t('no_rule')}</span>
        )}
      </td>
      <td className={css.acts}>
        {make && (
          <UnstyledButton className="act" aria-label={`${t('rule_make')}: ${name.name}`} onClick={make}>
            {t('rule_make')}
          </UnstyledButton>
        )}
      </td>
    </tr>
  );
}

export function EventTable({ names, make }: { names: EventName[]; make?: (event: string) => void }) {
  const { t } = useTranslation('events');
  return (
    <div className={table.place}>
      <table className={`${table.table} ${css.table}`}>
        <thead>
          <tr>
            <th>{t('event')}</th>
            <th className={table.number}>{t('received')}</th>
            <th>{t('matched')}</th>
            <th>
              <span className="unseen">{t('rule_make')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <NameRow key={name.name} name={name} make={make && (() => make(name.name))} />
          ))}
        </tbody>
      </table>
    </div>
  );
}
