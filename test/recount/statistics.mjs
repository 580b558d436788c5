// The statistics of the figures once more, from the textbooks and with nothing of the program's: what the tests compare its answers with.
// Probabilities come from integrals computed here (Simpson), quantiles from bisection: slow, plain, and good to nine digits.

const Z95 = 1.959963984540054;

function integral(f, from, to, steps = 4000) {
  const h = (to - from) / steps;
  let sum = f(from) + f(to);
  for (let i = 1; i < steps; i++) sum += f(from + i * h) * (i % 2 ? 4 : 2);
  return (sum * h) / 3;
}

const normalDensity = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
/** Two-sided p of a normal z. */
export const normalP = (z) => Math.max(0, 1 - 2 * integral(normalDensity, 0, Math.min(Math.abs(z), 12)));

/** Two-sided p of t with so many degrees of freedom: by t = √ν·tan θ the density becomes cos^(ν−1), which needs no gamma function. */
export function studentP(t, freedom) {
  const density = (angle) => Math.cos(angle) ** (freedom - 1);
  return integral(density, Math.atan(Math.abs(t) / Math.sqrt(freedom)), Math.PI / 2) / integral(density, 0, Math.PI / 2);
}

export function studentQuantile(freedom, p = 0.05) {
  let low = 0;
  let high = 100;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (studentP(middle, freedom) > p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

const sum = (list) => list.reduce((a, b) => a + b, 0);
export const meanOf = (list) => sum(list) / list.length;
export const varianceOf = (list) => sum(list.map((x) => (x - meanOf(list)) ** 2)) / (list.length - 1);

/** Adjusted Wald of answers +1, 0, −1, in points. n is the effective one. */
export function net(plus, minus, n) {
  const more = n + 3;
  const [p, d] = [(plus + 0.75) / more, (minus + 0.75) / more];
  const error = 100 * Math.sqrt((p + d - (p - d) ** 2) / more);
  const centre = 100 * (p - d);
  return { n, value: (100 * (plus - minus)) / n, centre, error, low: Math.max(centre - Z95 * error, -100), high: Math.min(centre + Z95 * error, 100) };
}

export const npsOf = (scores) => net(scores.filter((s) => s >= 9).length, scores.filter((s) => s <= 6).length, scores.length);

export function wilson(p, n, z = Z95) {
  const scale = 1 + (z * z) / n;
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / scale;
  const centre = (p + (z * z) / (2 * n)) / scale;
  return [centre - half, centre + half];
}

/** Two net scores: difference of the adjusted centres. `shared`: the covariance of the two, in points squared. */
export function netDifference(a, b, shared = 0) {
  const error = Math.sqrt(a.error ** 2 + b.error ** 2 - 2 * shared);
  const value = a.centre - b.centre;
  return { value, low: value - Z95 * error, high: value + Z95 * error, p: normalP(value / error) };
}

/** Newcombe's interval and the pooled score test, in per cent. */
export function shareDifference(hits, n, otherHits, m) {
  const [p, q] = [hits / n, otherHits / m];
  const [[pl, pu], [ql, qu]] = [wilson(p, n), wilson(q, m)];
  const pooled = (hits + otherHits) / (n + m);
  const z = (p - q) / Math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m));
  return { value: 100 * (p - q), low: 100 * (p - q - Math.hypot(p - pl, qu - q)), high: 100 * (p - q + Math.hypot(pu - p, q - ql)), p: normalP(z) };
}

/** Welch. */
export function meanDifference(a, b) {
  const [x, y] = [varianceOf(a) / a.length, varianceOf(b) / b.length];
  const freedom = (x + y) ** 2 / (x ** 2 / (a.length - 1) + y ** 2 / (b.length - 1));
  const [value, error] = [meanOf(a) - meanOf(b), Math.sqrt(x + y)];
  const half = studentQuantile(freedom) * error;
  return { value, low: value - half, high: value + half, p: studentP(value / error, freedom) };
}

/** Benjamini & Hochberg: q of each p. */
export function falseDiscovery(ps) {
  const order = ps.map((p, i) => [p, i]).sort((a, b) => a[0] - b[0]);
  const qs = [];
  let least = 1;
  for (let rank = order.length; rank > 0; rank--) {
    least = Math.min(least, (order[rank - 1][0] * order.length) / rank);
    qs[order[rank - 1][1]] = least;
  }
  return qs;
}
