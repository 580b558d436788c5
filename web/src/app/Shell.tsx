import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../design/format';
import { useLive, useLostAt } from './live';
import { loop, screenAt, settings, stageAt } from './loop';
import { Mark } from './Mark';
import css from './Shell.module.css';
import { UserMenu } from './UserMenu';

function Loop({ className, phone }: { className: string | undefined; phone?: boolean }) {
  const { t } = useTranslation();
  const here = stageAt(useLocation().pathname)?.name;
  const stages = [...loop, settings];
  return (
    <nav className={className} aria-label={t(phone ? 'nav.loop_phone' : 'nav.loop')}>
      {stages.map((stage) => (
        <Link
          key={stage.name}
          to={stage.to}
          aria-current={stage.name === here ? 'page' : undefined}
          className={stage === settings ? css.last : undefined}
        >
          {t(`nav.${stage.name}`)}
        </Link>
      ))}
    </nav>
  );
}

function Offline() {
  const { t } = useTranslation();
  const format = useFormat();
  const lostAt = useLostAt();
  return (
    <div role="status" aria-live="polite">
      {lostAt && <p className={css.offline}>{t('error.offline', { time: format.clock(lostAt) })}</p>}
    </div>
  );
}

function useTitle() {
  const { t } = useTranslation();
  const path = useLocation().pathname;
  const stage = stageAt(path);
  const word = screenAt(stage, path)?.word ?? (stage ? `nav.${stage.name}` : undefined);
  const title = word ? `${t(word)} · Kuulo` : 'Kuulo';
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** The frame of every screen behind the sign-in: the loop above (on a phone below), the person at the right, the screen between. */
export function Shell() {
  const { t } = useTranslation();
  useLive();
  useTitle();
  return (
    <>
      <a className={css.skip} href="#screen">
        {t('nav.skip')}
      </a>
      <header className={css.mast}>
        <div className={css.row}>
          <Link to="/" className={css.brand} aria-label="Kuulo">
            <Mark />
            <span>Kuulo</span>
          </Link>
          <Loop className={css.loop} />
          <div className={css.right}>
            <UserMenu />
          </div>
        </div>
      </header>
      <Offline />
      <main id="screen" className={css.page} tabIndex={-1}>
        <Outlet />
      </main>
      <Loop className={css.bar} phone />
    </>
  );
}
