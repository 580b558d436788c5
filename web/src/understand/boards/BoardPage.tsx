import '../../design/forms';
import { Button, NativeSelect } from '@mantine/core';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmDialog } from '../../app/ConfirmDialog';
import { Failure } from '../../app/Failure';
import { ScreenLine } from '../../app/ScreenLine';
import { useMay } from '../../app/session';
import { type Deed, useDeed } from '../../app/useDeed';
import { BoardForm } from './BoardForm';
import css from './Boards.module.css';
import { type Board, changeBoard, removeBoard, type SavedView, useBoard, useViews } from './reads';
import { Tile } from './Tile';

const VisitorsForm = lazy(() => import('./VisitorsForm').then((module) => ({ default: module.VisitorsForm })));

interface TileDeedsProps {
  board: Board;
  tiles: SavedView[];
  index: number;
  deed: Deed;
}

/** One place to the front, one to the back, and off the board: by buttons, so that a keyboard can do it too. */
function TileDeeds({ board, tiles, index, deed }: TileDeedsProps) {
  const { t } = useTranslation('boards');
  const name = tiles[index]?.name ?? '';
  const put = (next: SavedView[]) => deed.run(() => changeBoard(board, { tiles: next }));
  const swapped = (other: number) =>
    tiles.map((tile, at) => (at === index ? (tiles[other] ?? tile) : at === other ? (tiles[index] ?? tile) : tile));
  return (
    <>
      <button
        type="button"
        disabled={deed.busy || index === 0}
        aria-label={t('forward_of', { name })}
        onClick={() => put(swapped(index - 1))}
      >
        {t('forward')}
      </button>
      <button
        type="button"
        disabled={deed.busy || index === tiles.length - 1}
        aria-label={t('back_of', { name })}
        onClick={() => put(swapped(index + 1))}
      >
        {t('back')}
      </button>
      <button
        type="button"
        disabled={deed.busy}
        aria-label={t('unpin_of', { name })}
        onClick={() => put(tiles.filter((_, at) => at !== index))}
      >
        {t('unpin')}
      </button>
    </>
  );
}

function Pin({ board, tiles, deed }: { board: Board; tiles: SavedView[]; deed: Deed }) {
  const { t } = useTranslation('boards');
  const views = useViews().data ?? [];
  const free = views.filter((view) => !tiles.some((tile) => tile.id === view.id) && (view.shared || !board.shared));
  if (free.length === 0) return null;
  const pin = (id: string) => {
    const view = free.find((one) => String(one.id) === id);
    if (view) deed.run(() => changeBoard(board, { tiles: [...tiles, view] }));
  };
  return (
    <NativeSelect
      aria-label={t('pin')}
      value=""
      disabled={deed.busy}
      data={[{ value: '', label: t('pin') }, ...free.map((view) => ({ value: String(view.id), label: view.name }))]}
      onChange={(event) => pin(event.currentTarget.value)}
    />
  );
}

/** A board: the pinned views as tiles. */
export function BoardPage() {
  const { t } = useTranslation('boards');
  const { id } = useParams({ from: '/shell/boards/$id' });
  const navigate = useNavigate();
  const manages = useMay('manager');
  const { data: board, error } = useBoard(Number(id));
  const deed = useDeed();
  const [doing, setDoing] = useState<'change' | 'visitors' | 'remove' | null>(null);
  const tiles = board?.tiles ?? [];
  const may = board !== undefined && (board.mine || (board.shared && manages));
  const gone = async (one: Board) => {
    await navigate({ to: '/boards' });
    await removeBoard(one);
  };
  return (
    <>
      <ScreenLine right={board && may && <Pin board={board} tiles={tiles} deed={deed} />} />
      {error && !board && <Failure error={error} />}
      {board && (
        <>
          <div className={css.head}>
            <h1 className={css.title}>{board.name}</h1>
            <span className="meta">
              {t(board.shared ? 'shared' : 'only_you')}
              {board.visitors && ` · ${t('visitors_let_in')}`}
            </span>
            {may && (
              <span className={css.end}>
                {board.shared && manages && (
                  <Button size="xs" variant="default" onClick={() => setDoing('visitors')}>
                    {t('visitors')}
                  </Button>
                )}
                <Button size="xs" variant="default" onClick={() => setDoing('change')}>
                  {t('change')}
                </Button>
                <Button size="xs" variant="default" onClick={() => setDoing('remove')}>
                  {t('remove')}
                </Button>
              </span>
            )}
          </div>
          {deed.failure && <p role="alert">{deed.failure}</p>}
          {tiles.length === 0 && (
            <p className={css.none}>
              {t('board_empty')}{' '}
              <Link to="/explore" className="act">
                {t('to_explore')}
              </Link>
            </p>
          )}
          <div className={css.tiles}>
            {tiles.map((view, index) => (
              <Tile key={view.id} view={view} deeds={may && <TileDeeds board={board} tiles={tiles} index={index} deed={deed} />} />
            ))}
          </div>
          {doing === 'change' && <BoardForm board={board} close={() => setDoing(null)} />}
          <Suspense>{doing === 'visitors' && <VisitorsForm board={board} close={() => setDoing(null)} />}</Suspense>
          {doing === 'remove' && (
            <ConfirmDialog
              title={t('remove_of', { name: board.name })}
              verb={t('remove')}
              run={() => gone(board)}
              close={() => setDoing(null)}
            >
              {t('board_remove_text')}
            </ConfirmDialog>
          )}
        </>
      )}
    </>
  );
}
