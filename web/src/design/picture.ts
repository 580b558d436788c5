/** A part of the page as a PNG, on the page's own ground and twice as fine as the screen. While it is taken it carries `data-picture`: its caption
 * shows, and what can only be pressed does not. */
export async function pictureOf(node: HTMLElement): Promise<Blob> {
  const { toBlob } = await import('html-to-image');
  node.dataset.picture = '';
  try {
    const blob = await toBlob(node, { backgroundColor: getComputedStyle(document.body).backgroundColor, pixelRatio: 2 });
    if (!blob) throw new Error('no picture came of it');
    return blob;
  } finally {
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
