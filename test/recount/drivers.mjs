// Drivers calculated apart from the program: plain linear algebra on plain arrays, from the formulas of the sources. What it says is what
// GET /api/v1/drivers must say.
//   relative weights   Johnson 2000: R^½ by the Denman-Beavers iteration (no eigenvectors, as the program uses)
//   LMG                Lindeman, Merenda & Gold 1980: the mean rise of R² over the subsets, weighted by how many orders meet them
//   penalty, reward    Brandt 1987: least squares by Gauss's elimination
//   intervals          a bootstrap that draws people one by one, with a generator of its own

const zeros = (n) => Array.from({ length: n }, () => new Float64Array(n));
const identity = (n) => zeros(n).map((row, i) => row.fill(0).map((_, j) => (i === j ? 1 : 0)));

/** Solves a·x = b for several right sides (columns of b) by elimination with pivoting. */
export function solve(a, b) {
  const n = a.length;
  const m = a.map((row, i) => [...row, ...b[i]]);
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(m[r][c]) > Math.abs(m[pivot][c])) pivot = r;
    [m[c], m[pivot]] = [m[pivot], m[c]];
    if (Math.abs(m[c][c]) < 1e-12) throw new Error("singular");
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = m[r][c] / m[c][c];
      if (factor !== 0) for (let k = c; k < m[r].length; k++) m[r][k] -= factor * m[c][k];
    }
  }
  return m.map((row, i) => row.slice(n).map((value) => value / row[i]));
}

const inverse = (a) => solve(a, identity(a.length).map((row) => [...row]));

function squareRoot(a) {
  let y = a.map((row) => [...row]);
  let z = identity(a.length).map((row) => [...row]);
  for (let i = 0; i < 60; i++) {
    const [iy, iz] = [inverse(y), inverse(z)];
    const next = y.map((row, r) => row.map((value, c) => (value + iz[r][c]) / 2));
    z = z.map((row, r) => row.map((value, c) => (value + iy[r][c]) / 2));
    const moved = Math.max(...next.flatMap((row, r) => row.map((value, c) => Math.abs(value - y[r][c]))));
    y = next;
    if (moved < 1e-14) break;
  }
  return y;
}

/** The correlation of two columns over the rows (each counted so many times) that have both. */
function correlation(one, other, counts) {
  let n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  for (let r = 0; r < one.length; r++) {
    const a = one[r], b = other[r], w = counts ? counts[r] : 1;
    if (w === 0 || Number.isNaN(a) || Number.isNaN(b)) continue;
    n += w;
    x += w * a;
    y += w * b;
    xx += w * a * a;
    yy += w * b * b;
    xy += w * a * b;
  }
  return (n * xy - x * y) / Math.sqrt((n * xx - x * x) * (n * yy - y * y));
}

function relativeWeights(R, r) {
  const root = squareRoot(R);
  const beta = solve(root, r.map((value) => [value])).map(([value]) => value);
  const raw = root.map((row) => row.reduce((sum, value, k) => sum + (value * beta[k]) ** 2, 0));
  const r2 = raw.reduce((a, b) => a + b, 0);
  return { r2, shares: raw.map((value) => (100 * value) / r2) };
}

function explained(R, r, subset) {
  if (subset.length === 0) return 0;
  const part = subset.map((i) => subset.map((j) => R[i][j]));
  return solve(part, subset.map((i) => [r[i]])).reduce((sum, [b], at) => sum + b * r[subset[at]], 0);
}

export function lmg(R, r) {
  const k = r.length;
  const factorial = (n) => (n < 2 ? 1 : n * factorial(n - 1));
  const of = new Map();
  const worth = (mask) => {
    if (!of.has(mask)) of.set(mask, explained(R, r, [...Array(k).keys()].filter((i) => (mask >> i) & 1)));
    return of.get(mask);
  };
  const shares = Array(k).fill(0);
  for (let mask = 0; mask < 1 << k; mask++) {
    const size = [...Array(k).keys()].filter((i) => (mask >> i) & 1).length;
    for (let i = 0; i < k; i++)
      if (!((mask >> i) & 1)) shares[i] += ((factorial(size) * factorial(k - size - 1)) / factorial(k)) * (worth(mask | (1 << i)) - worth(mask));
  }
  const whole = worth((1 << k) - 1);
  return shares.map((value) => (100 * value) / whole);
}

/** rows: [rating…, outcome], NaN: not rated. Those with two ratings at least and the outcome. */
export function taken(rows) {
  return rows.filter((row) => !Number.isNaN(row.at(-1)) && row.slice(0, -1).filter((value) => !Number.isNaN(value)).length >= 2);
}

function matrixOf(columns, k, counts) {
  const R = zeros(k).map((row, i) => [...row].map((_, j) => (i === j ? 1 : 0)));
  const r = [];
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) R[i][j] = R[j][i] = correlation(columns[i], columns[j], counts);
    r.push(correlation(columns[i], columns[k], counts));
  }
  return { R, r };
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
};

export function drivers(all, k) {
  const rows = taken(all);
  const { R, r } = matrixOf(Array.from({ length: k + 1 }, (_, i) => Float64Array.from(rows, (row) => row[i])), k);
  const { r2, shares } = relativeWeights(R, r);
  const beta = solve(R, r.map((value) => [value])).map(([value]) => value);
  const columns = Array.from({ length: k + 1 }, (_, i) => rows.map((row) => row[i]).filter((value) => !Number.isNaN(value)));
  const column = (i) => columns[i];
  const means = Array.from({ length: k }, (_, i) => mean(column(i)));
  const slope = beta.map((value, i) => (value * deviation(column(k))) / deviation(column(i)));
  const outcome = mean(column(k));
  const left = rows.map((row) => row[k] - outcome - slope.reduce((sum, b, i) => sum + (Number.isNaN(row[i]) ? 0 : b * (row[i] - means[i])), 0));
  const fit = 1 - deviation(left) ** 2 / deviation(column(k)) ** 2;
  return { n: rows.length, r2, fit, weight: shares, beta, slope, mean: means, counts: means.map((_, i) => column(i).length), lmg: k <= 12 ? lmg(R, r) : null };
}

/** classOf(rating) → -1 weak, 0 good, 1 excellent. */
export function penaltyReward(all, k, classOf) {
  const rows = taken(all);
  const width = 2 * k + 1;
  const gram = Array.from({ length: width }, () => Array(width).fill(0));
  const right = Array.from({ length: width }, () => [0]);
  for (const row of rows) {
    const x = Array(width).fill(0);
    x[0] = 1;
    for (let i = 0; i < k; i++) {
      const found = Number.isNaN(row[i]) ? 0 : classOf(row[i]);
      if (found < 0) x[1 + 2 * i] = 1;
      if (found > 0) x[2 + 2 * i] = 1;
    }
    for (let a = 0; a < width; a++) {
      if (x[a] === 0) continue;
      right[a][0] += x[a] * row[k];
      for (let b = 0; b < width; b++) gram[a][b] += x[a] * x[b];
    }
  }
  const beta = solve(gram, right).map(([value]) => value);
  return Array.from({ length: k }, (_, i) => {
    const [penalty, reward] = [beta[1 + 2 * i], beta[2 + 2 * i]];
    const [cost, gain] = [Math.max(-penalty, 0), Math.max(reward, 0)];
    return { penalty, reward, kind: cost === 0 && gain === 0 ? null : cost > 1.5 * gain ? "basic" : gain > 1.5 * cost ? "delight" : "linear" };
  });
}

/** mulberry32 */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The standard deviations of the weights over bootstrap rounds, and how often each driver came first. */
export function bootstrap(all, k, rounds, seed) {
  const rows = taken(all);
  const columns = Array.from({ length: k + 1 }, (_, i) => Float64Array.from(rows, (row) => row[i]));
  const draw = generator(seed);
  const seen = Array.from({ length: k }, () => []);
  const first = Array(k).fill(0);
  for (let round = 0; round < rounds; round++) {
    const counts = new Uint16Array(rows.length);
    for (let i = 0; i < rows.length; i++) counts[Math.floor(draw() * rows.length)]++;
    const { R, r } = matrixOf(columns, k, counts);
    const { shares } = relativeWeights(R, r);
    shares.forEach((share, i) => seen[i].push(share));
    first[shares.indexOf(Math.max(...shares))]++;
  }
  return { deviation: seen.map(deviation), first: first.map((count) => count / rounds) };
}
