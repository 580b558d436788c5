import { csvCell } from '../../app/csv';

/** A row that was left out: where, and why, as a sentence and as its stable word. */
export interface Reject {
  row: string;
  column: string;
  reason: string;
  code: string;
}

/** The cells of CSV as in RFC 4180, row by row. */
function cellsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  return rows;
}

/** The server's file of rejects. */
export function readRejects(csv: string): Reject[] {
  return cellsOf(csv)
    .slice(1)
    .map(([row = '', column = '', reason = '', code = '']) => ({ row, column, reason, code }));
}

/** The same file with the reasons in the reader's language. */
export function writeRejects(rejects: Reject[], reasonOf: (code: string, reason: string) => string): string {
  const rows = rejects.map(({ row, column, reason, code }) => [row, column, reasonOf(code, reason), code].map(csvCell).join(','));
  return ['row,column,reason,code', ...rows].join('\r\n');
}
