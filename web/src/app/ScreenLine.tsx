import { Link, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { screenAt, stageAt } from './loop';
import css from './ScreenLine.module.css';

interface ScreenLineProps {
  /** what stands at the left when the stage has one screen only */
  children?: ReactNode;
  right?: ReactNode;
}

/** Row two of every screen: the screens of this stage at the left, place and period at the right. */
export function ScreenLine({ children, right }: ScreenLineProps) {
  const { t } = useTranslation();
  const path = useLocation().pathname;
  const stage = stageAt(path);
  const here = screenAt(stage, path);
  const screens = stage && stage.screens.length > 1 ? stage.screens : [];
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      const link = here && nav.current?.querySelector<HTMLElement>('[aria-current]');
      if (link && nav.current) nav.current.scrollLeft = link.offsetLeft - nav.current.offsetLeft - 40;
    });
    return () => cancelAnimationFrame(frame);
  }, [here]);
  return (
    <div className={css.line}>
      {screens.length > 0 && (
        <nav ref={nav} className={css.screens} aria-label={t('nav.screens')}>
          {screens.map((screen) => (
            <Link
              key={screen.to}
              to={screen.to}
              search={screen.search}
              activeOptions={{ exact: true }}
              aria-current={screen === here ? 'page' : undefined}
            >
              {t(screen.word)}
            </Link>
          ))}
        </nav>
      )}
      {children}
      {right && <div className={css.right}>{right}</div>}
    </div>
  );
}
