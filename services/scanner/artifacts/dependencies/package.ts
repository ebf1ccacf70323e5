/** Cryptographic packages as data: one file per ecosystem in `packages/`. */
import { readdirSync } from "node:fs";
import { dataPath, readTable } from "../../data.ts";
import type { Bare } from "./versions.ts";

export interface CryptoPackage {
  /** As manifests spell them; letter case does not count. `*` at the end stands for anything. */
  readonly names: readonly string[];
  /** What it provides, for people; short. */
  readonly what: string;
  /** Registry name, where the package is there for one algorithm: `RSA`, `ECDSA`. */
  readonly algorithm?: string;
  /**
   * First release with post-quantum algorithms, and which; `none`: no release has any. Absent where that depends on
   * something else (the platform's library), or where it is not known.
   */
  readonly postQuantum?: "none" | { readonly since: string; readonly what: string };
  /** Releases before this one are known to have none; of later ones nothing is known here. */
  readonly noneBefore?: string;
  /** A platform, of which nobody knows whether any cryptography is used. */
  readonly platform?: true;
  /** What else someone who migrates should know: no longer maintained, what takes its place. */
  readonly note?: string;
  /** Where that stands. */
  readonly source: string;
}

export interface Ecosystem {
  readonly ecosystem: string;
  readonly title: string;
  /** How a version without an operator is meant: `exact` where absent. */
  readonly bareVersion?: Bare;
  /** Versions by other names: `bookworm` is Debian 12. */
  readonly versions?: Readonly<Record<string, string>>;
  readonly packages: readonly CryptoPackage[];
}

const FOLDER = "artifacts/dependencies/packages";

let known: ReadonlyMap<string, Ecosystem> | undefined;
const indexes = new Map<string, Index>();

interface Index {
  readonly whole: ReadonlyMap<string, CryptoPackage>;
  readonly beginnings: readonly (readonly [string, CryptoPackage])[];
}

/** Every ecosystem by its id, read once. */
export function ecosystems(): ReadonlyMap<string, Ecosystem> {
  known ??= new Map(
    readdirSync(dataPath(FOLDER))
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => readTable<Ecosystem>(`${FOLDER}/${name}`))
      .map((each) => [each.ecosystem, each]),
  );
  return known;
}

/** The package of that name, if it is cryptographic. */
export function cryptoPackage(ecosystem: string, name: string): CryptoPackage | undefined {
  let index = indexes.get(ecosystem);
  if (index === undefined) {
    const rows = (ecosystems().get(ecosystem)?.packages ?? []).flatMap((each) =>
      each.names.map((spelled) => [spelled.toLowerCase(), each] as const),
    );
    index = {
      whole: new Map(rows.filter(([spelled]) => !spelled.endsWith("*"))),
      beginnings: rows
        .filter(([spelled]) => spelled.endsWith("*"))
        .map(([spelled, each]) => [spelled.slice(0, -1), each]),
    };
    indexes.set(ecosystem, index);
  }
  const wanted = name.toLowerCase();
  return index.whole.get(wanted) ?? index.beginnings.find(([beginning]) => wanted.startsWith(beginning))?.[1];
}
