import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { useGlow } from '../../design/useGlow';
import { useSegmentCount } from './reads';

/** "1,204 answers · 860 customers", as it is now. */
export function Count({ where }: { where: string | undefined }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { data, error } = useSegmentCount(where);
  const glow = useGlow(data?.n, where ?? '');
  if (error) return <span className="meta">{t('count_failed')}</span>;
  if (!data) return <span className="meta">…</span>;
  return (
    <span className={glow}>
      {t('n_answers', { count: data.n, n: format.count(data.n) })} ·{' '}
      {t('n_customers', { count: data.customers, n: format.count(data.customers) })}
    </span>
  );
}
