import { saveBlob } from '../design/picture';

/** A cell of CSV as in RFC 4180. */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Hands the browser a CSV file to save; the mark in front lets spreadsheets see that it is UTF-8. */
export function saveCsv(name: string, text: string) {
  saveBlob(name, new Blob(['\ufeff', text, '\r\n'], { type: 'text/csv' }));
}
