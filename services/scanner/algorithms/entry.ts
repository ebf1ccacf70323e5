/** Entries of the registry and how they are read from `registry/*.yaml`. */
import { readTable } from "../data.ts";
import type { ClassicalVerdict, Operation, Primitive, Purpose, QuantumVerdict } from "../fact.ts";
import { normalise } from "./spelling.ts";

/** What the verdict on a use of this entry depends on besides its name. */
export type SizeRule =
  /** Bits of the modulus (RSA, DH, DSA). */
  | "modulus"
  /** The elliptic curve. */
  | "curve"
  /** Bits of the symmetric key. */
  | "key"
  /** The digest inside (HMAC, KDFs). */
  | "hash";

export interface AlgorithmEntry {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly family: string;
  readonly primitive: Primitive;
  /** Primitive of operations where it differs: RSA signs as well as it encrypts. */
  readonly by: Readonly<Partial<Record<Operation, Primitive>>>;
  /** Where it does not follow from primitive and operation. */
  readonly purpose?: Purpose;
  /** `by-size` where key size or digest decide. */
  readonly quantum: QuantumVerdict | "by-size";
  readonly classical: ClassicalVerdict;
  /** Classical strength in bits, where the name fixes it. */
  readonly strength?: number;
  /** Key or output bits, where the name fixes them. */
  readonly bits?: number;
  readonly blockBits?: number;
  readonly size?: SizeRule;
  /** Bits below which a modulus is weak, or broken. */
  readonly weakBelow?: number;
  readonly brokenBelow?: number;
  /** The curve, where the name fixes it. */
  readonly curve?: string;
  /** First part of the full name where it is not `name`: `PBKDF2-HMAC`. */
  readonly label?: string;
  /** False for ciphers without modes of operation. */
  readonly modes: boolean;
  /** Which algorithm it is was not told, only what is true of every one it can be. Its uses stay unresolved. */
  readonly undetermined?: boolean;
  /** Of a hybrid: the classical and the post-quantum half, as the registry's notation reads them. */
  readonly halves?: readonly string[];
  /** Of a protocol: verdict by version. */
  readonly versions?: Readonly<
    Record<string, { readonly quantum: QuantumVerdict; readonly classical: ClassicalVerdict }>
  >;
}

const FILES = ["public-key", "symmetric", "hash", "mac-kdf", "post-quantum", "protocol"];

type Row = Partial<AlgorithmEntry> & Pick<AlgorithmEntry, "name" | "family" | "primitive" | "quantum">;

let loaded: { entries: readonly AlgorithmEntry[]; spellings: ReadonlyMap<string, AlgorithmEntry> } | undefined;

function load(): NonNullable<typeof loaded> {
  const entries: AlgorithmEntry[] = [];
  const spellings = new Map<string, AlgorithmEntry>();
  for (const file of FILES) {
    for (const row of readTable<Row[]>(`algorithms/registry/${file}.yaml`)) {
      const entry: AlgorithmEntry = { aliases: [], by: {}, classical: "ok", modes: true, ...row };
      entries.push(entry);
      for (const spelling of [entry.name, ...entry.aliases]) {
        const key = normalise(spelling);
        const other = spellings.get(key);
        if (other !== undefined && other !== entry) {
          throw new Error(`registry/${file}.yaml: "${spelling}" names both ${other.name} and ${entry.name}; keep one`);
        }
        spellings.set(key, entry);
      }
    }
  }
  return { entries, spellings };
}

/** Every entry, in the order of the files. Read once, on first use. */
export function allEntries(): readonly AlgorithmEntry[] {
  loaded ??= load();
  return loaded.entries;
}

/** Normalised names and aliases to entries. */
export function entrySpellings(): ReadonlyMap<string, AlgorithmEntry> {
  loaded ??= load();
  return loaded.spellings;
}
