/**
 * A line through points that a few wild ones cannot move: the median of the slopes of all pairs (Theil 1950, Sen 1968), with
 * Sen's interval from Kendall's variance, ties among the values corrected for.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Slope {
  readonly low: number;
  readonly mid: number;
  readonly high: number;
}

/** Of a normal distribution, for an interval of 90 % between both sides. */
const Z = 1.645;

/** Undefined for fewer than three points at different `x`. Takes the square of their number in time and memory. */
export function theilSen(points: readonly Point[]): Slope | undefined {
  const slopes: number[] = [];
  for (const [at, a] of points.entries()) {
    for (const b of points.slice(at + 1)) if (a.x !== b.x) slopes.push((b.y - a.y) / (b.x - a.x));
  }
  if (slopes.length < 3) return undefined;
  slopes.sort((a, b) => a - b);
  const spread = Z * Math.sqrt(varianceOf(points));
  const from = Math.floor((slopes.length - spread) / 2);
  const to = Math.ceil((slopes.length + spread) / 2);
  return {
    low: slopes[Math.max(0, from - 1)] ?? 0,
    mid: medianOf(slopes),
    high: slopes[Math.min(slopes.length - 1, to)] ?? 0,
  };
}

function varianceOf(points: readonly Point[]): number {
  const size = (count: number) => count * (count - 1) * (2 * count + 5);
  const ties = [...Map.groupBy(points, ({ y }) => y).values()].reduce((sum, equal) => sum + size(equal.length), 0);
  return Math.max(0, size(points.length) - ties) / 18;
}

function medianOf(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
