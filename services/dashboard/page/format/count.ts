const COUNT = new Intl.NumberFormat("en-GB");

/** `12,345`. */
export function countText(count: number): string {
  return COUNT.format(count);
}

const SHORT = new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 });

/** `12.3k`, where there is little room. */
export function shortCount(count: number): string {
  return SHORT.format(count);
}

/** `1 file`, `12,345 files`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : many}`;
}
