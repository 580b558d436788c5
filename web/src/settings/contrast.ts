/** WCAG 2.2 contrast of two #rrggbb; 0 when one of them is none. The server refuses the same colours (4.5 : 1 with white). */
export const least = 4.5;

function light(colour: string): number | undefined {
  const hit = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour);
  if (!hit) return undefined;
  const [red, green, blue] = hit.slice(1).map((pair) => {
    const value = Number.parseInt(pair, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

export function contrast(one: string, other: string): number {
  const a = light(one);
  const b = light(other);
  if (a === undefined || b === undefined) return 0;
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
