import { useQuery } from '@tanstack/react-query';
import { defaultParseSearch } from '@tanstack/react-router';
import { answer, api, type Schema } from '../../app/api';
import { queries } from '../../app/session';

export type SavedView = Schema['SavedView'];
export type Board = Schema['Board'];
type ViewIn = Schema['saved_view_in'];
type BoardIn = Schema['board_in'];

export function useViews() {
  return useQuery({ queryKey: ['views'], queryFn: async () => (await answer(api.GET('/api/v1/views'))).items });
}

export function useBoards() {
  return useQuery({ queryKey: ['boards'], queryFn: async () => (await answer(api.GET('/api/v1/boards'))).items });
}

const boardOf = (id: number) => answer(api.GET('/api/v1/boards/{id}', { params: { path: { id: String(id) } } }));

export function useBoard(id: number) {
  return useQuery({ queryKey: ['boards', id], queryFn: () => boardOf(id) });
}

async function refreshed<T>(call: Promise<T>): Promise<T> {
  const done = await call;
  await queries.invalidateQueries({ predicate: ({ queryKey }) => ['views', 'boards'].includes(String(queryKey[0])) });
  return done;
}

const match = (revision: number) => ({ 'If-Match': `"${revision}"` });

export function saveView(body: ViewIn, view?: SavedView): Promise<SavedView> {
  if (!view) return refreshed(answer(api.POST('/api/v1/views', { body })));
  const params = { path: { id: String(view.id) } };
  return refreshed(answer(api.PUT('/api/v1/views/{id}', { params, body, headers: match(view.revision) })));
}

export function removeView(view: SavedView) {
  return refreshed(answer(api.DELETE('/api/v1/views/{id}', { params: { path: { id: String(view.id) } } })));
}

export function addBoard(body: BoardIn): Promise<Board> {
  return refreshed(answer(api.POST('/api/v1/boards', { body })));
}

export function changeBoard(board: Board, change: Partial<{ name: string; shared: boolean; tiles: SavedView[] }>): Promise<Board> {
  const { name, shared, tiles } = { ...board, ...change };
  const body = { name, shared, tiles: (tiles ?? []).map((view) => ({ view: view.id })) };
  const params = { path: { id: String(board.id) } };
  return refreshed(answer(api.PUT('/api/v1/boards/{id}', { params, body, headers: match(board.revision) })));
}

export function removeBoard(board: Board) {
  return refreshed(answer(api.DELETE('/api/v1/boards/{id}', { params: { path: { id: String(board.id) } } })));
}

/** Whoever has the link sees the board's figures by this rule. */
export function letVisitorsIn(board: Board, body: Schema['board_visitors_in']): Promise<Board> {
  const params = { path: { id: String(board.id) } };
  return refreshed(answer(api.PUT('/api/v1/boards/{id}/visitors', { params, body, headers: match(board.revision) })));
}

export function shutVisitorsOut(board: Board) {
  return refreshed(answer(api.DELETE('/api/v1/boards/{id}/visitors', { params: { path: { id: String(board.id) } } })));
}

/** Puts the view last on the board, as the board is now. */
export async function pinView(id: number, view: SavedView): Promise<Board> {
  const board = await boardOf(id);
  return changeBoard(board, { tiles: [...(board.tiles ?? []), view] });
}

/** What the address asks for; the screen's own reading checks it. */
export function searchOf(address: string): Record<string, unknown> {
  return defaultParseSearch(address.slice('/explore'.length)) as Record<string, unknown>;
}
