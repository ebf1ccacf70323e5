/** How a configuration key is declared: its JSON Schema, its default, its unit, and what it does. */

export interface KeySchema {
  readonly type: "integer" | "number" | "boolean" | "string" | "array";
  readonly description: string;
  readonly default: unknown;
  /** What the number counts, or what the text is: `threads`, `MiB`, `seconds`, `URL`, `file`. */
  readonly unit: string;
  /** Says so where the key is accepted and does nothing yet. */
  readonly effect?: "none yet";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly enum?: readonly string[];
  readonly items?: { readonly type: "string"; readonly enum?: readonly string[] };
}

/** `T` is the type of the value once loaded. */
export interface Key<T> {
  readonly schema: KeySchema;
  /** Never set; carries the type. */
  readonly value?: T;
}

interface Common<T> {
  readonly default: T;
  readonly unit: string;
  readonly effect?: "none yet";
}

interface Range {
  readonly minimum?: number;
  readonly maximum?: number;
}

export function integer(description: string, options: Common<number> & Range): Key<number> {
  return { schema: { type: "integer", description, ...options } };
}

export function number(description: string, options: Common<number> & Range): Key<number> {
  return { schema: { type: "number", description, ...options } };
}

export function boolean(description: string, options: Omit<Common<boolean>, "unit">): Key<boolean> {
  return { schema: { type: "boolean", description, unit: "true or false", ...options } };
}

/** The empty string means "not set" for keys whose default is empty. */
export function text(description: string, options: Common<string>): Key<string> {
  return { schema: { type: "string", description, ...options } };
}

export function choice<const T extends string>(
  description: string,
  options: { readonly of: readonly T[]; readonly default: NoInfer<T>; readonly effect?: "none yet" },
): Key<T> {
  const { of, ...rest } = options;
  return { schema: { type: "string", description, unit: "name", enum: of, ...rest } };
}

export function list(description: string, options: Common<readonly string[]>): Key<readonly string[]> {
  return { schema: { type: "array", description, items: { type: "string" }, ...options } };
}

export type Section = Readonly<Record<string, Key<unknown>>>;
export type ValuesOf<S extends Section> = { readonly [K in keyof S]: S[K] extends Key<infer T> ? T : never };
