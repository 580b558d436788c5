import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { answer, api, type Schema } from '../app/api';
import { Failure } from '../app/Failure';
import { Mark } from '../app/Mark';
import { useFormat } from '../design/format';
import { LanguageRow } from '../people/LanguageRow';
import boards from '../understand/boards/Boards.module.css';
import { TileView } from '../understand/boards/Tile';
import { tileAsk } from '../understand/boards/useTile';
import css from './Visitor.module.css';

type Visit = Schema['VisitorBoard'];

/** What words of groups are looked up in: visitors are nobody, so that it comes with the board and nothing else can be asked. */
function wordsOf(visit: Visit): QueryClient {
  const known = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, gcTime: Number.POSITIVE_INFINITY } } });
  known.setQueryData(['touchpoints'], visit.touchpoints);
  known.setQueryData(['segments'], visit.segments);
  known.setQueryData(['surveys', 'all'], []);
  known.setQueryData(['workspace'], visit.workspace);
  return known;
}

function VisitorTile({ token, visit, tile }: { token: string; visit: Visit; tile: Visit['tiles'][number] }) {
  const { t } = useTranslation('boards');
  const path = { token, id: String(tile.id) };
  const { data, error } = useQuery({
    queryKey: ['visitor', token, tile.id],
    queryFn: () => answer(api.GET('/api/v1/visitor-boards/{token}/tiles/{id}', { params: { path } })),
  });
  const file = (
    <a
      href={`/api/v1/visitor-boards/${token}/tiles/${tile.id}/csv`}
      download={`${tile.name}.csv`}
      aria-label={t('csv_of', { name: tile.name })}
    >
      {t('csv')}
    </a>
  );
  return (
    <TileView
      name={tile.name}
      title={tile.name}
      tile={tileAsk(tile.address, visit.workspace.time_zone)}
      whole={data?.whole}
      run={data?.run}
      failed={error !== null}
      deeds={visit.download && file}
    />
  );
}

function Tiles({ token, visit }: { token: string; visit: Visit }) {
  const { t } = useTranslation('boards');
  const format = useFormat();
  return (
    <>
      <h1 className={boards.title}>{visit.name}</h1>
      <p className={css.note}>{t('visitor_note', { when: format.fullDay(visit.expires_at) })}</p>
      {visit.withheld > 0 && <p className="meta">{t('visitor_withheld', { count: visit.withheld })}</p>}
      {visit.tiles.length === 0 && <p>{t('visitor_none')}</p>}
      <div className={`${boards.tiles} ${css.tiles}`}>
        {visit.tiles.map((tile) => (
          <VisitorTile key={tile.id} token={token} visit={visit} tile={tile} />
        ))}
      </div>
    </>
  );
}

/** A board as whoever has its link sees it. */
export function VisitorBoard() {
  const { t } = useTranslation('boards');
  const { token } = useParams({ from: '/visitor/$token' });
  const { data: visit, error } = useQuery({
    queryKey: ['visitor', token],
    queryFn: () => answer(api.GET('/api/v1/visitor-boards/{token}', { params: { path: { token } } })),
  });
  const known = useMemo(() => visit && wordsOf(visit), [visit]);
  return (
    <main className={css.page}>
      <header className={css.head}>
        <span className={css.brand}>
          <Mark /> {visit?.workspace.name}
        </span>
        <LanguageRow />
      </header>
      {error &&
        ('status' in error && error.status === 404 ? <h1 className={boards.title}>{t('visitor_gone')}</h1> : <Failure error={error} />)}
      {visit && known && (
        <QueryClientProvider client={known}>
          <Tiles token={token} visit={visit} />
        </QueryClientProvider>
      )}
    </main>
  );
}
