/** Bars of SVG. The numbers stand beside them as text, so that a bar itself need not be read out. */
import { SHARES, type Shares } from "./tally.ts";

/** Of `most`, which fills the whole width. */
export function bar(count: number, most: number, className: string): string {
  return svg(`<rect class="${className}" width="${part(count, most)}" height="10" rx="1"/>`);
}

/** Parts one after the other. */
export function stacked(shares: Shares, most: number): string {
  let left = 0;
  const parts = SHARES.map((share) => {
    const width = part(shares[share], most);
    const rect = width === 0 ? "" : `<rect class="${share}" x="${round(left)}" width="${width}" height="10"/>`;
    left += width;
    return rect;
  });
  return svg(parts.join(""));
}

function svg(body: string): string {
  return `<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${body}</svg>`;
}

/** Of a hundred; what there is at all is seen. */
function part(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(0.6, round((100 * count) / Math.max(1, most)));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
