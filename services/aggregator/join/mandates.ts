/** Reads the mandates, one YAML file each in `mandates/`. Adding a mandate is adding a file. */
import { readdirSync, readFileSync } from "node:fs";
import { nearest } from "@pqc-audit/platform/config/nearest.ts";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { Replacement } from "@pqc-audit/reports/model/finding.ts";
import type { ClassicalVerdict, Operation, Purpose, QuantumVerdict } from "@pqc-audit/scanner/fact.ts";
import { parse } from "yaml";

/** What has to be gone by when. A use is meant where every selector that is there fits it. */
export interface Requirement {
  readonly quantum?: readonly QuantumVerdict[];
  readonly classical?: readonly ClassicalVerdict[];
  readonly purposes?: readonly Purpose[];
  readonly operations?: readonly Operation[];
  readonly families?: readonly string[];
  /** Parts of the full name, of which one must be there: `SHA-1` is one of `RSA-PKCS1-v1_5-SHA-1`. */
  readonly parts?: readonly string[];
  /** Beginnings of the protocol's name. */
  readonly protocols?: readonly string[];
  /** What kind of system the file belongs to, as the repository's own policy says (`.pqc-audit.yaml`). */
  readonly classes?: readonly string[];
  /** Fits only where the classical strength (bits) is known and smaller. */
  readonly strengthBelow?: number;
  /** Fits only where the key size (bits) is known and smaller. */
  readonly keySizeBelow?: number;
  /** ISO date, the last day on which the old state is in order. */
  readonly date: string;
  readonly requirement: string;
  /** Beyond what quantum computers and cryptanalysis break: speaks only where the mandate was asked for by its id. */
  readonly whenAsked?: boolean;
  /** What to move to where the algorithm registry sees nothing wrong with the use. */
  readonly replacement?: Replacement;
}

export interface Mandate {
  /** File name without its ending. */
  readonly id: string;
  readonly title: string;
  readonly issuer: string;
  /** The document, with its date. */
  readonly source: string;
  /** ISO date on which the source was read. */
  readonly read: string;
  /** How sure we are of the dates; `low` where they were not read at the issuer. */
  readonly confidence: "high" | "medium" | "low";
  readonly note?: string;
  /** False: it binds only those who ask for it by its id. */
  readonly byDefault?: boolean;
  /** Id under which `algorithms/replacements.yaml` has the algorithms this mandate asks for; its own where absent. */
  readonly replacements?: string;
  readonly requirements: readonly Requirement[];
}

let loaded: readonly Mandate[] | undefined;

/** Every mandate, by id. Read once per process. */
export function allMandates(): readonly Mandate[] {
  loaded ??= load(new URL("./mandates/", import.meta.url));
  return loaded;
}

/** Those that bind where none is asked for: what was broken before there were quantum computers has its own. */
export function defaultMandates(): readonly Mandate[] {
  defaults ??= allMandates().filter((mandate) => mandate.byDefault !== false);
  return defaults;
}
let defaults: readonly Mandate[] | undefined;

/** The mandates with these ids, each once, in the order of `allMandates`. Throws `UsageError` for an id that is none. */
export function mandatesNamed(ids: readonly string[]): readonly Mandate[] {
  const known = allMandates().map((mandate) => mandate.id);
  for (const id of ids) {
    if (known.includes(id)) continue;
    const near = nearest(id, known);
    throw new UsageError(`no mandate is called "${id}"${near ? `: did you mean ${near}?` : `: ${known.join(", ")}`}`);
  }
  return allMandates().filter((mandate) => ids.includes(mandate.id));
}

function load(folder: URL): readonly Mandate[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    // The bundle has them as JSON, which is YAML too and parses twenty times as fast. "core" keeps dates as strings.
    const mandate = (text.startsWith("{") ? JSON.parse(text) : parse(text, { schema: "core" })) as Mandate;
    if (`${mandate.id}.yaml` !== name) throw new Error(`mandate file ${name} carries the id "${mandate.id}"`);
    return mandate;
  });
}
