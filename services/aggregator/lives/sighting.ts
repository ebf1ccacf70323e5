/** How uses are seen in a scan: where, and as what. */
import { createHash } from "node:crypto";
import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import type { StateNumber } from "./changes.ts";
import type { Use } from "./use-numbers.ts";

/** What of a finding its identity depends on. */
export interface SeenUse extends Use {
  /** Of its fingerprint, file and ordinal; see `join/identity.ts`. */
  readonly id: string;
  readonly fingerprint: string;
  readonly severity: Severity;
}

/** A file of the scan with its findings, in the order they stand. */
export interface SeenFile {
  readonly path: string;
  /** `keyNumber` of the path. */
  readonly key: number;
  readonly findings: readonly SeenUse[];
  /** Number of its first finding. */
  readonly firstSeq: number;
}

/** Where a use is, and as what it is seen. */
export interface Sighting extends Pick<SeenFile, "path" | "key">, Pick<SeenUse, "fingerprint" | "severity"> {
  /** Its number in the track. */
  readonly use: number;
}

/** What a finding is given. Without a state nobody compared it. */
export interface Mark {
  readonly id: string;
  readonly state: StateNumber | null;
}

/** Of a use that came with this scan. A path may hold another file's uses by then, under the ids it gave them. */
export function freshId(scanId: string, path: string, { fingerprint, id }: SeenUse): string {
  const from = createHash("sha256").update(`${scanId}\0${path}`).digest("hex").slice(0, 12);
  return `${fingerprint}.${from}${id.slice(id.lastIndexOf("."))}`;
}
