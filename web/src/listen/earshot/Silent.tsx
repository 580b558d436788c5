import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../design/format';
import { Section } from '../../design/Section';
import css from './Earshot.module.css';
import type { Earshot } from './reads';

/** Those not heard within 90 days, the most profitable first. */
export function Silent({ earshot }: { earshot: Earshot }) {
  const { t } = useTranslation('earshot');
  const format = useFormat();
  if (earshot.silent.length === 0) return null;
  return (
    <Section title={t('silent')} note={t('silent_note')}>
      <ol className={css.silent}>
        {earshot.silent.map((one) => (
          <li key={one.customer}>
            <Link to="/customers/$customer" params={{ customer: one.customer }}>
              <b>{one.name || one.customer}</b>
            </Link>
            <span className={css.note}>{one.heard_at ? t('silent_since', { when: format.fullDay(one.heard_at) }) : t('silent_never')}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
