import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import css from './Research.module.css';

/** Row two with the screen's deeds, and under it the four parts of research. */
export function ResearchLine({ right }: { right?: ReactNode }) {
  const { t } = useTranslation('research');
  const may = useMay('manager');
  const part = (to: string, word: string) => (
    <Link to={to} activeOptions={{ exact: true, includeSearch: false }} activeProps={{ 'aria-current': 'page' }}>
      {t(word)}
    </Link>
  );
  return (
    <>
      <ScreenLine right={right} />
      <nav className={css.parts} aria-label={t('parts')}>
        {may && part('/research', 'notes')}
        {may && part('/research/codes', 'code_book')}
        {may && part('/research/agreement', 'agreement')}
        {part('/research/media', 'media')}
      </nav>
    </>
  );
}
