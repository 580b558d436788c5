import { Button } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { EmptyState } from '../../design/EmptyState';
import { Section } from '../../design/Section';
import { BoardForm } from './BoardForm';
import css from './Boards.module.css';
import { type Board, removeView, type SavedView, useBoards, useViews } from './reads';
import { ViewForm } from './ViewForm';
import { ViewLink } from './ViewLink';

function Whose({ one }: { one: Board | SavedView }) {
  const { t } = useTranslation('boards');
  if (!one.shared) return <span className="meta">{t('only_you')}</span>;
  return <span className="meta">{one.owner_name && !one.mine ? t('shared_by', { name: one.owner_name }) : t('shared')}</span>;
}

function Boards({ boards }: { boards: Board[] }) {
  const { t } = useTranslation('boards');
  return (
    <ul className={css.list}>
      {boards.map((board) => (
        <li key={board.id}>
          <Link to="/boards/$id" params={{ id: String(board.id) }} className="act">
            {board.name}
          </Link>
          <span className="meta">{t('tiles', { count: board.count })}</span>
          <Whose one={board} />
        </li>
      ))}
    </ul>
  );
}

type Doing = { what: 'change' | 'remove'; view: SavedView } | null;

function Views({ views }: { views: SavedView[] }) {
  const { t } = useTranslation('boards');
  const manages = useMay('manager');
  const [doing, setDoing] = useState<Doing>(null);
  const close = () => setDoing(null);
  return (
    <>
      <ul className={css.list}>
        {views.map((view) => (
          <li key={view.id}>
            <ViewLink view={view} className="act">
              {view.name}
            </ViewLink>
            <Whose one={view} />
            {(view.mine || (view.shared && manages)) && (
              <span className={css.end}>
                <button type="button" aria-label={t('change_of', { name: view.name })} onClick={() => setDoing({ what: 'change', view })}>
                  {t('change')}
                </button>
                <button type="button" aria-label={t('remove_of', { name: view.name })} onClick={() => setDoing({ what: 'remove', view })}>
                  {t('remove')}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {doing?.what === 'change' && <ViewForm view={doing.view} address={doing.view.address} name={doing.view.name} close={close} />}
      {doing?.what === 'remove' && (
        <ConfirmDialog
          title={t('remove_of', { name: doing.view.name })}
          verb={t('remove')}
          run={() => removeView(doing.view)}
          close={close}
        >
          {t('view_remove_text')}
        </ConfirmDialog>
      )}
    </>
  );
}

/** What was saved of Explore, and the boards it is pinned on. */
export function BoardsPage() {
  const { t } = useTranslation('boards');
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const boards = useBoards();
  const views = useViews();
  const add = (
    <Button size="xs" onClick={() => setAdding(true)}>
      {t('board_add')}
    </Button>
  );
  const empty = boards.data?.length === 0 && views.data?.length === 0;
  const error = boards.error ?? views.error;
  return (
    <>
      <ScreenLine right={!empty && add} />
      {error && <Failure error={error} />}
      {empty && (
        <EmptyState
          title={t('empty_title')}
          text={t('empty_text')}
          action={
            <Link to="/explore" className="act">
              {t('to_explore')}
            </Link>
          }
        />
      )}
      {boards.data && views.data && !empty && (
        <>
          <h1 className={css.title}>{t('title')}</h1>
          <div className={css.two}>
            <Section title={t('boards')}>
              {boards.data.length === 0 ? <p className="small">{t('boards_none')}</p> : <Boards boards={boards.data} />}
            </Section>
            <Section title={t('views')}>
              {views.data.length === 0 ? <p className="small">{t('views_none')}</p> : <Views views={views.data} />}
            </Section>
          </div>
        </>
      )}
      {adding && (
        <BoardForm close={() => setAdding(false)} made={(board) => navigate({ to: '/boards/$id', params: { id: String(board.id) } })} />
      )}
    </>
  );
}
