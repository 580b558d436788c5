import { useTranslation } from 'react-i18next';
import type { NotAsked } from './reads';

/** Who is not asked, by reason, the commonest first. */
export function NotAskedList({ reasons }: { reasons: NotAsked[] }) {
  const { t } = useTranslation('invite');
  return (
    <ul>
      {[...reasons]
        .sort((a, b) => b.count - a.count)
        .map(({ reason, count, customers }) => (
          <li key={reason}>
            {count} · {t(`reason.${reason}`)}: {customers.join(', ')}
            {count > customers.length && ` ${t('and_more', { count: count - customers.length })}`}
          </li>
        ))}
    </ul>
  );
}
