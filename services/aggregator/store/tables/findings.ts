/** Findings of finished scans. */
import type { Severity } from "@pqc-audit/reports/model/finding.ts";

/** Facts joined with their path, written once when the scan completes; `seq` is their order (path, then position). */
export interface FindingTable {
  scan_id: string;
  seq: number;
  path: string;
  severity: number;
  /** The canonical line the digest is made of: pure fields and path. */
  canonical: string;
  /** Of the use, assigned over time (`lives/`). */
  finding_id: string;
  verdict: number;
  /** `STATES`; null where nobody compared it. */
  state: number | null;
}

/** What policy says of findings: scope, severity, suppression, replacement, deadlines. Few differ within a scan. */
export interface FindingVerdictTable {
  scan_id: string;
  verdict: number;
  body: string;
}

/** The files of a finished scan that have findings, by the number of their first, with how many of each severity. */
export interface FindingFileTable extends Record<Severity, number> {
  scan_id: string;
  first_seq: number;
  path: string;
}

export interface FindingCountTable {
  scan_id: string;
  severity: number;
  family: string;
  findings: number;
}

export interface ScanErrorTable {
  scan_id: string;
  seq: number;
  path: string;
  status: "malformed" | "failed" | "quarantined";
  message: string;
}
