const COUNT = new Intl.NumberFormat("en-GB");

/** `12,345`. */
export function countText(count: number): string {
  return COUNT.format(count);
}

/** `1 file`, `12,345 files`. */
export function plural(count: number, noun: string, many = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : many}`;
}
