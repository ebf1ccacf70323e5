const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
const FORMATS = UNITS.map(
  (unit) => new Intl.NumberFormat("en-GB", { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 }),
);

/** `12.3 MB`; of 1,000 each. */
export function bytesText(bytes: number): string {
  const at = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return FORMATS[at]?.format(bytes / 1_000 ** at) ?? String(bytes);
}
