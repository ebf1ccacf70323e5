/** Reads the fields of a repository's policy; throws `FieldFault` that names the field, its value and what it has to be. */

const MAX_ENTRIES = 1_000;

/** What is wrong with a field. `path`: the keys that lead to what is wrong, so that its line can be told. */
export class FieldFault extends Error {
  readonly path: readonly string[];

  /** `place` as people write it: `scopes[0].paths`, empty for the whole. */
  constructor(place: string, what: string, path: readonly string[] = pathOf(place)) {
    super(place === "" ? what : `${place}: ${what}`);
    this.path = path;
  }
}

const pathOf = (place: string): readonly string[] => place.match(/[^.[\]]+/g) ?? [];

/** The object with no other than these fields. */
export function fieldsOf<K extends string>(
  value: unknown,
  place: string,
  known: readonly K[],
): Partial<Record<K, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FieldFault(place || "as a whole", `${shown(value)} is no mapping`, pathOf(place));
  }
  for (const key of Object.keys(value)) {
    if (known.some((each) => each === key)) continue;
    const what = `unknown field ${shown(key)}, known are ${known.join(", ")}`;
    throw new FieldFault(place, what, [...pathOf(place), key]);
  }
  return value as Partial<Record<K, unknown>>;
}

/** Nothing where absent. */
export function list(value: unknown, place: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new FieldFault(place, `${shown(value)} is no list`);
  if (value.length > MAX_ENTRIES) throw new FieldFault(place, `${value.length} entries, at most ${MAX_ENTRIES}`);
  return value;
}

export function text(value: unknown, place: string): string {
  if (typeof value === "string" && value.trim() !== "" && value.length <= 500) return value.trim();
  throw new FieldFault(place, `${shown(value)} is no text of 1 to 500 characters`);
}

/** A list of texts, or one of them; nothing where absent. */
export function texts(value: unknown, place: string): readonly string[] {
  const all = typeof value === "string" ? [value] : list(value, place);
  return all.map((each, at) => text(each, `${place}[${at}]`));
}

export function whole(value: unknown, place: string, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new FieldFault(place, `${shown(value)} is no whole number from 0 to ${most}`);
}

export function date(value: unknown, place: string): string {
  const day = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined;
  if (day !== undefined && !Number.isNaN(Date.parse(day))) return day;
  throw new FieldFault(place, `${shown(value)} is no date like 2027-01-31`);
}

export function oneOf<T extends string>(value: unknown, place: string, known: readonly T[]): T {
  const found = known.find((each) => each === value);
  if (found !== undefined) return found;
  throw new FieldFault(place, `${shown(value)} is none of ${known.join(", ")}`);
}

export function optional<T>(value: unknown, read: (value: unknown) => T): T | undefined {
  return value === undefined || value === null ? undefined : read(value);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "nothing").slice(0, 60);
}
