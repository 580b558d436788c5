/** One id on each line, or between commas as a spreadsheet gives them. */
export function idsOf(text: string): string[] {
  return [...new Set(text.split(/[\n,;\t]+/).map((id) => id.trim().replace(/^"|"$/g, '')))].filter(Boolean);
}

const heads = /^(external_?id|customer(_?id)?|id|asiakas(tunnus|numero)?|kund(id|nummer)?)$/i;

/** The ids of a CSV file: of the column that is called so, else of the first one. */
export function idsOfFile(text: string): string[] {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim());
  const cut = (line: string) => line.split(/[;,\t]/).map((cell) => cell.trim().replace(/^"|"$/g, ''));
  const head = lines[0] ? cut(lines[0]) : [];
  const column = head.findIndex((name) => heads.test(name));
  return [...new Set(lines.slice(column >= 0 ? 1 : 0).map((line) => cut(line)[Math.max(column, 0)] ?? ''))].filter(Boolean);
}
