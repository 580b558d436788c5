import { type Edit, moveLine } from './edits';

/** Where a line of the list stands and what may become of it. Rows are drawn anew only when one of these changes. */
export interface LineProps {
  at: number;
  last: boolean;
  may: boolean;
  change: (edit: Edit) => void;
}

/** Two buttons that move a line of the list by one place. */
export function Moves({ at, last, change, up, down }: Omit<LineProps, 'may'> & { up: string; down: string }) {
  return (
    <>
      <button type="button" disabled={at === 0} aria-label={up} onClick={() => change(moveLine(at, at - 1))}>
        <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
          <path d="M2 9l5-5 5 5" />
        </svg>
      </button>
      <button type="button" disabled={last} aria-label={down} onClick={() => change(moveLine(at, at + 1))}>
        <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden="true">
          <path d="M2 5l5 5 5-5" />
        </svg>
      </button>
    </>
  );
}
