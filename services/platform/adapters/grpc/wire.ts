/**
 * Between the types of the ports and the messages of `proto/`. A message is described once, field by field, by the type it
 * carries: a field that is added to a port does not compile until it is added here. What comes in is checked as it is
 * read, because the other side may be an older version, broken, or hostile.
 */
import { CorruptInputError } from "../../errors.ts";

export interface Field<T> {
  readonly encode: (value: T) => unknown;
  /** Throws `CorruptInputError` naming `path`. proto3 leaves out fields that hold their default. */
  readonly decode: (value: unknown, path: string) => T;
}

export interface RecordField<T> extends Field<T> {
  readonly fields: readonly string[];
}

function wrong(path: string, expected: string, value: unknown): CorruptInputError {
  const shown = (JSON.stringify(value) ?? String(value)).slice(0, 80);
  return new CorruptInputError(`${path} must be ${expected}, not ${shown}`);
}

/** Any text. Lone surrogates cannot travel as UTF-8 and become U+FFFD before anything is computed from them. */
export const text: Field<string> = {
  encode: (value) => value.toWellFormed(),
  decode(value, path) {
    if (value === undefined) return "";
    if (typeof value !== "string") throw wrong(path, "text", value);
    return value;
  },
};

/** Text that names something and cannot be empty. */
export const name: Field<string> = {
  encode: text.encode,
  decode(value, path) {
    if (typeof value !== "string" || value === "") throw wrong(path, "a name", value);
    return value;
  },
};

/** 0 to 2^53 - 1. */
export const count: Field<number> = {
  encode(value) {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no count`);
    return value;
  },
  decode(value, path) {
    if (value === undefined) return 0;
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw wrong(path, "a count", value);
    return value;
  },
};

export const flag: Field<boolean> = {
  encode: (value) => value,
  decode(value, path) {
    if (value === undefined) return false;
    if (typeof value !== "boolean") throw wrong(path, "true or false", value);
    return value;
  },
};

/** Numbers of 32 bits, of which there are many. */
export const places: Field<readonly number[]> = {
  encode: (values) => values,
  decode(value, path) {
    if (value === undefined) return [];
    const isPlace = (item: unknown) => Number.isSafeInteger(item) && (item as number) >= 0;
    if (!Array.isArray(value) || !value.every(isPlace)) throw wrong(path, "a list of counts", value);
    return value;
  },
};

export const bytes: Field<Uint8Array> = {
  encode: (value) => value,
  decode(value, path) {
    if (value === undefined) return new Uint8Array();
    if (!(value instanceof Uint8Array)) throw wrong(path, "bytes", value);
    return value;
  },
};

/** One word of a closed vocabulary; the record makes the compiler check that it is whole. */
export function oneOf<T extends string>(words: Readonly<Record<T, true>>): Field<T> {
  const isWord = (value: unknown): value is T => typeof value === "string" && Object.hasOwn(words, value);
  return {
    encode: (value) => value,
    decode(value, path) {
      if (!isWord(value)) throw wrong(path, `one of ${Object.keys(words).join(", ")}`, value);
      return value;
    },
  };
}

export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    encode: (value) => (value === undefined ? undefined : field.encode(value)),
    decode: (value, path) => (value === undefined || value === null ? undefined : field.decode(value, path)),
  };
}

/** A list that is absent where it is empty. */
export function filled<T>(field: Field<readonly T[]>): Field<readonly T[] | undefined> {
  return {
    encode: (values) => field.encode(values ?? []),
    decode(value, path) {
      const values = field.decode(value, path);
      return values.length > 0 ? values : undefined;
    },
  };
}

export function list<T>(field: Field<T>): Field<readonly T[]> {
  return {
    encode: (values) => values.map(field.encode),
    decode(value, path) {
      if (value === undefined) return [];
      if (!Array.isArray(value)) throw wrong(path, "a list", value);
      return value.map((item: unknown, index) => field.decode(item, `${path}[${index}]`));
    },
  };
}

/** A proto map from words to counts. */
export function counts<T extends string>(
  words: Readonly<Record<T, true>>,
): Field<Readonly<Partial<Record<T, number>>>> {
  const word = oneOf(words);
  return {
    encode: (values) => ({ ...values }),
    decode(value, path) {
      const entries = Object.entries(value === undefined ? {} : object(value, path));
      const pairs = entries.map(([key, number]) => [word.decode(key, path), count.decode(number, `${path}.${key}`)]);
      return Object.fromEntries(pairs) as Partial<Record<T, number>>;
    },
  };
}

/** A message. Decoding keeps the order of `fields`, so that equal values have equal JSON. */
export function record<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): RecordField<T> {
  const entries = Object.entries(fields) as [keyof T & string, Field<unknown>][];
  return {
    fields: entries.map(([key]) => key),
    encode(value) {
      const message: Record<string, unknown> = {};
      for (const [key, field] of entries) {
        const encoded = field.encode(value[key]);
        if (encoded !== undefined) message[key] = encoded;
      }
      return message;
    },
    decode(value, path) {
      const message = object(value, path);
      const decoded: Record<string, unknown> = {};
      for (const [key, field] of entries) {
        const part = field.decode(message[key], `${path}.${key}`);
        if (part !== undefined) decoded[key] = part;
      }
      // Every key of T was decoded by the field that the parameter's type demands for it.
      return decoded as T;
    },
  };
}

type Variants<T, Tag extends keyof T> = {
  readonly [V in T[Tag] & string]: RecordField<Omit<Extract<T, Readonly<Record<Tag, V>>>, Tag>>;
};

/** A union told apart by `tag`; on the wire a message with a `oneof` of one message per variant. */
export function union<T extends object, Tag extends keyof T & string>(
  tag: Tag,
  variants: Variants<T, Tag>,
): RecordField<T> {
  const entries = (Object.entries(variants) as [string, RecordField<object>][]).map(([value, field]) => ({
    value,
    field,
    key: value.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
  }));
  return {
    fields: entries.map(({ key }) => key),
    encode(value) {
      const entry = entries.find((candidate) => candidate.value === value[tag]);
      if (entry === undefined) throw new RangeError(`${String(value[tag])} is no ${tag}`);
      return { [entry.key]: entry.field.encode(value) };
    },
    decode(value, path) {
      const message = object(value, path);
      const present = entries.filter(({ key }) => message[key] !== undefined && message[key] !== null);
      const [entry] = present;
      if (entry === undefined || present.length > 1) {
        throw wrong(path, `one of ${entries.map(({ key }) => key).join(", ")}`, Object.keys(message));
      }
      return { [tag]: entry.value, ...entry.field.decode(message[entry.key], `${path}.${entry.key}`) } as T;
    },
  };
}

function object(value: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(path, "a message", value);
  return value as Readonly<Record<string, unknown>>;
}
