/** One text of one part of a page, as it was and as it is. */
export interface WordEdit {
  part: string;
  was: string;
  is: string;
}

const PART = '<section class="q" id="q-';
const SIGNS: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };

/** What a text between two tags says; undefined when it holds something this does not know. */
function said(html: string): string | undefined {
  const text = html.replace(/&(?:amp|lt|gt|quot|#39);/g, (sign) => SIGNS[sign] ?? sign);
  return html.replace(/&(?:amp|lt|gt|quot|#39);/g, '').includes('&') ? undefined : text;
}

/** How many characters two texts have in common at their beginning, from `from` on. */
function common(a: string, b: string, at: (text: string, i: number) => number): number {
  const most = Math.min(a.length, b.length);
  let i = 0;
  while (i < most && at(a, i) === at(b, i)) i += 1;
  return i;
}

/** The edit that makes one page of the other, when a single text within a question is all that differs; undefined when it is more. */
export function wordEdit(old: string, html: string): WordEdit | undefined {
  const same = common(old, html, (text, i) => text.charCodeAt(i));
  const start = old.lastIndexOf('>', same - 1) + 1;
  const tail = Math.min(
    common(old, html, (text, i) => text.charCodeAt(text.length - 1 - i)),
    Math.min(old.length, html.length) - same,
  );
  const end = old.indexOf('<', old.length - tail);
  if (end < 0) return undefined;
  const [was, is] = [old.slice(start, end), html.slice(start, html.length - (old.length - end))];
  const section = old.lastIndexOf(PART, start);
  if (/[<>]/.test(was + is) || section < 0 || old.lastIndexOf('</section>', start) > section) return undefined;
  const part = old.slice(section + PART.length, old.indexOf('"', section + PART.length));
  const [before, after] = [said(was), said(is)];
  return before && after && before !== after ? { part, was: before, is: after } : undefined;
}
