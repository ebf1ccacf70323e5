import { readTable } from "../../data.ts";
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { curveSpellings } from "../curves.ts";

let table: ReadonlyMap<string, AlgorithmUse> | undefined;

/** Every OID the registry knows, from `oids.yaml`; curves are found through `curves.yaml`. */
export function knownOids(): ReadonlyMap<string, AlgorithmUse> {
  table ??= new Map(Object.entries(readTable<Record<string, AlgorithmUse>>("algorithms/oids.yaml")));
  return table;
}

/** Dotted object identifiers, with or without `urn:oid:`. */
export const oid: Notation = {
  id: "oid",
  parse(text) {
    const dotted = text
      .slice(0, 80)
      .trim()
      .replace(/^(?:urn:oid:|oid\.)/i, "");
    if (!/^[0-2](?:\.\d{1,12}){1,20}$/.test(dotted)) return [];
    const use = knownOids().get(dotted);
    if (use !== undefined) return [use];
    const curve = curveSpellings().get(dotted);
    return curve === undefined ? [] : [{ name: "EC", curve: curve.name }];
  },
};
