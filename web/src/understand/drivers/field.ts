import type { Drivers } from './read';

/** The picture's frame, and where a weight and a performance lie in it. */
export interface Field {
  left: number;
  right: number;
  top: number;
  bottom: number;
  height: number;
  low: number;
  high: number;
  most: number;
  x: (weight: number) => number;
  y: (performance: number) => number;
}

export interface Box {
  name: string;
  quadrant: string;
  x: number;
  y: number;
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

export interface Label {
  name: string;
  text: string;
  x: number;
  y: number;
  anchor: 'start' | 'middle' | 'end';
}

const upTo = (value: number, step: number) => Math.ceil(value / step) * step;

/** Round numbers between two ends, four to eight of them. */
export function ticksBetween(low: number, high: number): number[] {
  const step = [1, 2, 5, 10, 20, 25, 50].find((one) => (high - low) / one <= 7) ?? 50;
  const ticks = [];
  for (let value = Math.ceil(low / step) * step; value <= high + 1e-9; value += step) ticks.push(value);
  return ticks;
}

/** Performance runs in per cent of the way from the worst to the best; it is zoomed to what is there, and the axis says so. */
export function fieldOf(drivers: Drivers, width: number): Field {
  const height = width < 480 ? 380 : 460;
  const [left, right, top, bottom] = [34, width - 8, 8, height - 40];
  const lows = drivers.drivers.map((driver) => driver.performance_low ?? driver.performance);
  const highs = drivers.drivers.map((driver) => driver.performance_high ?? driver.performance);
  const low = Math.max(0, Math.floor((Math.min(...lows) - 6) / 10) * 10);
  const high = Math.min(100, upTo(Math.max(...highs) + 6, 10));
  const most = Math.min(100, upTo(Math.max(...drivers.drivers.map((driver) => driver.high ?? driver.weight)) * 1.06, 5));
  return {
    left,
    right,
    top,
    bottom,
    height,
    low,
    high,
    most,
    x: (weight) => left + (weight / most) * (right - left),
    y: (performance) => bottom - ((performance - low) / (high - low)) * (bottom - top),
  };
}

export function boxesOf(drivers: Drivers, field: Field): Box[] {
  return drivers.drivers.map((driver) => ({
    name: driver.name,
    quadrant: driver.quadrant,
    x: field.x(driver.weight),
    y: field.y(driver.performance),
    x1: field.x(driver.low ?? driver.weight),
    x2: field.x(driver.high ?? driver.weight),
    y1: field.y(driver.performance_high ?? driver.performance),
    y2: field.y(driver.performance_low ?? driver.performance),
  }));
}

const LETTER = 7.2;
const LINE = 16;

interface Place {
  x1: number;
  x2: number;
  y1: number;
  y2: number;
}

const apart = (a: Place, b: Place) => a.x2 <= b.x1 || b.x2 <= a.x1 || a.y2 <= b.y1 || b.y2 <= a.y1;

/** A name beside its box where it hides nothing, the chosen one first; one that finds no room is left to the table and the list. */
export function labelsOf(boxes: Box[], on: string, nameOf: (name: string) => string, field: Field): Label[] {
  const taken: Place[] = boxes.map((box) => ({
    x1: box.x1,
    x2: Math.max(box.x2, box.x1 + 3),
    y1: box.y1 - 1,
    y2: Math.max(box.y2, box.y1 + 4) + 1,
  }));
  const labels: Label[] = [];
  for (const box of [...boxes].sort((a, b) => Number(b.name === on) - Number(a.name === on))) {
    const full = nameOf(box.name);
    const text = full.length > 26 ? `${full.slice(0, 25)}…` : full;
    const wide = text.length * LETTER;
    const middle = (box.y1 + box.y2) / 2;
    const spots: [number, number, Label['anchor']][] = [
      [box.x2 + 7, middle + 4, 'start'],
      [box.x1 - 7, middle + 4, 'end'],
      [box.x, box.y1 - 6, 'middle'],
      [box.x, box.y2 + 15, 'middle'],
      [box.x2 + 7, box.y1 - 4, 'start'],
      [box.x2 + 7, box.y2 + 13, 'start'],
      [box.x1 - 7, box.y1 - 4, 'end'],
      [box.x1 - 7, box.y2 + 13, 'end'],
      [box.x, box.y1 - 22, 'middle'],
      [box.x, box.y2 + 31, 'middle'],
    ];
    const spot = spots.find(([x, y, anchor]) => {
      const x1 = anchor === 'start' ? x : anchor === 'end' ? x - wide : x - wide / 2;
      const place = { x1, x2: x1 + wide, y1: y - LINE + 4, y2: y + 4 };
      const inside = place.x1 >= field.left && place.x2 <= field.right && place.y1 >= field.top && place.y2 <= field.bottom;
      if (!inside || !taken.every((other) => apart(place, other))) return false;
      taken.push(place);
      return true;
    });
    if (spot) labels.push({ name: box.name, text, x: spot[0], y: spot[1], anchor: spot[2] });
  }
  return labels;
}
