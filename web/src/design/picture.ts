/** What a chart's parts take from style sheets. The library copies what stands in a chart as it is, without them. */
const drawn = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'color',
  'font-family',
  'font-size',
  'font-weight',
  'font-variant-numeric',
];

/** Writes the styles of charts into their parts; the answer takes them out again. */
function inlineCharts(node: HTMLElement): () => void {
  const parts = [...node.querySelectorAll<SVGElement>('svg *')];
  const before = parts.map((part) => part.getAttribute('style'));
  const styles = parts.map((part) => {
    const computed = getComputedStyle(part);
    return drawn.map((name) => [name, computed.getPropertyValue(name)] as const);
  });
  parts.forEach((part, index) => {
    for (const [name, value] of styles[index] ?? []) part.style.setProperty(name, value);
  });
  return () =>
    parts.forEach((part, index) => {
      const style = before[index];
      if (style) part.setAttribute('style', style);
      else part.removeAttribute('style');
    });
}

async function dataUrl(url: string): Promise<string> {
  const blob = await (await fetch(url)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result));
    reader.onerror = failed;
    reader.readAsDataURL(blob);
  });
}

const everything = 'U+0-10FFFF';

/** The faces in use, as they must stand in a picture, which loads nothing. */
async function facesInUse(): Promise<string> {
  const plain = (range: string) =>
    range
      .toUpperCase()
      .replace(/\s/g, '')
      .replace(/([+-])0+(?=[0-9A-F])/g, '$1');
  const used = new Set([...document.fonts].filter((face) => face.status === 'loaded').map((face) => plain(face.unicodeRange)));
  const rules = [...document.styleSheets].flatMap((sheet) =>
    [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? location.href })),
  );
  const faces = rules.flatMap(({ rule, base }) => {
    const url = rule instanceof CSSFontFaceRule && rule.style.getPropertyValue('src').match(/url\("?([^")]+)"?\)/)?.[1];
    const wanted = rule instanceof CSSFontFaceRule && used.has(plain(rule.style.getPropertyValue('unicode-range') || everything));
    return url && wanted ? [{ css: rule.cssText, url, full: new URL(url, base).href }] : [];
  });
  return (await Promise.all(faces.map(async ({ css, url, full }) => css.replace(url, await dataUrl(full))))).join('\n');
}

const ground = { across: 20, down: 16 };

/** A part of the page as a PNG, on the page's own ground and twice as fine as the screen. While it is taken it carries `data-picture`: its caption
 * shows, and what can only be pressed (`data-deed`) does not. */
export async function pictureOf(node: HTMLElement): Promise<Blob> {
  const [{ toBlob }, fontEmbedCSS] = await Promise.all([import('html-to-image'), facesInUse()]);
  node.dataset.picture = '';
  const undo = inlineCharts(node);
  try {
    const width = node.offsetWidth + 2 * ground.across;
    const blob = await toBlob(node, {
      backgroundColor: getComputedStyle(document.body).backgroundColor,
      pixelRatio: 2,
      fontEmbedCSS,
      width,
      height: node.offsetHeight + 2 * ground.down,
      style: { width: `${width}px`, height: 'auto', padding: `${ground.down}px ${ground.across}px`, border: '0' },
    });
    if (!blob) throw new Error('no picture came of it');
    return blob;
  } finally {
    undo();
    delete node.dataset.picture;
  }
}

/** Only where the browser lets a page put pictures on the clipboard: over https or on this machine. */
export const canCopyPicture = () => typeof ClipboardItem !== 'undefined' && navigator.clipboard?.write !== undefined;

export async function copyPicture(node: HTMLElement): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pictureOf(node) })]);
}

export async function savePicture(node: HTMLElement, name: string): Promise<void> {
  saveBlob(`${name}.png`, await pictureOf(node));
}

/** Hands the browser a file to save. */
export function saveBlob(name: string, blob: Blob) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
