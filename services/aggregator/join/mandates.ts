/** Reads the mandates, one YAML file each in `mandates/`. Adding a mandate is adding a file. */
import { readdirSync, readFileSync } from "node:fs";
import type { Purpose, QuantumVerdict } from "@pqc-audit/scanner/fact.ts";
import { parse } from "yaml";

export interface Requirement {
  readonly quantum: readonly QuantumVerdict[];
  /** Every purpose where absent. */
  readonly purposes?: readonly Purpose[];
  /** Fits only where the classical strength (bits) is known and smaller. */
  readonly strengthBelow?: number;
  /** ISO date, the last day on which the old state is in order. */
  readonly date: string;
  readonly requirement: string;
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
  readonly requirements: readonly Requirement[];
}

let loaded: readonly Mandate[] | undefined;

/** Every mandate, by id. Read once per process. */
export function allMandates(): readonly Mandate[] {
  loaded ??= load(new URL("./mandates/", import.meta.url));
  return loaded;
}

function load(folder: URL): readonly Mandate[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => {
    // The "core" schema keeps dates as the strings they are.
    const mandate = parse(readFileSync(new URL(name, folder), "utf8"), { schema: "core" }) as Mandate;
    if (`${mandate.id}.yaml` !== name) throw new Error(`mandate file ${name} carries the id "${mandate.id}"`);
    return mandate;
  });
}
