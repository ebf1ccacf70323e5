/**
 * Cipher suites by name. A finding is one algorithm of a suite, and what the suite was called stands in the line it was found
 * in alone; a name is believed where every algorithm it stands for was found at that very place.
 */

import { tlsSuites } from "@pqc-audit/scanner/algorithms/notations/tls-suites.ts";
import { judge } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Finding } from "../model/finding.ts";

export interface Suite {
  readonly name: string;
  /** The findings at the place that are of it. */
  readonly findings: readonly Finding[];
}

const NAME = /(?<![A-Za-z0-9_-])[A-Z][A-Z0-9]{1,12}(?:[_-][A-Z0-9]{2,12}){2,8}(?![A-Za-z0-9_-])/g;
const SUITES_OF_A_LINE = 32;

/** `place`: all findings of one line and column. */
export function suitesAt(place: readonly Finding[]): readonly Suite[] {
  const parts = place.filter((finding) => finding.protocol === "TLS");
  const [first] = parts;
  if (first === undefined) return [];
  const suites: Suite[] = [];
  for (const name of new Set(first.snippet.match(NAME)?.slice(0, SUITES_OF_A_LINE))) {
    const algorithms = algorithmsOf(name);
    const findings = parts.filter(({ algorithm }) => algorithms.has(algorithm));
    // TLS 1.3 names the cipher alone; in the older names of OpenSSL one word could be anything.
    if (algorithms.size < (name.startsWith("TLS_") ? 1 : 2)) continue;
    if (new Set(findings.map(({ algorithm }) => algorithm)).size === algorithms.size) {
      suites.push({ name, findings });
    }
  }
  return suites;
}

function algorithmsOf(suite: string): ReadonlySet<string> {
  const known = read.get(suite);
  if (known) return known;
  const algorithms = new Set(tlsSuites.parse(suite).map((use) => judge(use, use.operation ?? "unknown").algorithm));
  if (read.size < 10_000) read.set(suite, algorithms);
  return algorithms;
}
const read = new Map<string, ReadonlySet<string>>();
