// Emotions, consistency, spill-over and what came later once more, from their formulas and with nothing of the program's.
import { meanOf, varianceOf } from "./statistics.mjs";

/** A small generator, so that the same people come every time: mulberry32, whose neighbours do not hang together. */
export function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const quantile = (sorted, p) => {
  const at = (sorted.length - 1) * p;
  return sorted[Math.floor(at)] + (at % 1) * ((sorted[Math.floor(at) + 1] ?? sorted[Math.floor(at)]) - sorted[Math.floor(at)]);
};

/** Percentiles 2.5 and 97.5 of a figure over `rounds` draws of the people, with replacement. */
export function interval(people, figure, rounds = 2000, seed = 5) {
  const draw = chance(seed);
  const values = [];
  for (let i = 0; i < rounds; i++) values.push(figure(people.map(() => people[Math.floor(draw() * people.length)])));
  values.sort((a, b) => a - b);
  return [quantile(values, 0.025), quantile(values, 0.975)];
}

export function consistencyOf(means, low, high) {
  const middle = meanOf(means);
  return 1 - Math.sqrt(meanOf(means.map((mean) => (mean - middle) ** 2))) / ((high - low) / 2);
}

/** The place without which the others agree most. */
export const breakingOf = (means, low, high) =>
  means.map((_, i) => [consistencyOf(means.filter((__, j) => j !== i), low, high), i]).sort((a, b) => b[0] - a[0])[0][1];

/** People {of: level −1…1, on: [answers]} → mean of the other class at this level less that at good. */
export function pullOf(people, level) {
  const at = (wanted) => people.filter((one) => one.of === wanted).flatMap((one) => one.on);
  return meanOf(at(level)) - meanOf(at(0));
}

/** later = a + b·prior + weak + excellent by least squares, solved by elimination. */
export function leastSquares(people) {
  const rows = people.map((one) => [1, one.prior, one.class === 1 ? 1 : 0, one.class === -1 ? 1 : 0]);
  const a = [0, 1, 2, 3].map((i) => [...[0, 1, 2, 3].map((j) => rows.reduce((sum, row) => sum + row[i] * row[j], 0)), rows.reduce((sum, row, k) => sum + row[i] * people[k].later, 0)]);
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 4; j++) {
      if (i === j) continue;
      const times = a[j][i] / a[i][i];
      for (let k = i; k < 5; k++) a[j][k] -= times * a[i][k];
    }
  }
  const beta = a.map((row, i) => row[4] / row[i]);
  const left = people.reduce((sum, one, k) => sum + (one.later - rows[k].reduce((s, x, i) => s + x * beta[i], 0)) ** 2, 0);
  return { excellent: beta[2], weak: beta[3], r2: 1 - left / (varianceOf(people.map((one) => one.later)) * (people.length - 1)) };
}
