/** Uses over time, from scan to scan of one target and ref. */
import type { Verdict } from "@pqc-audit/reports/history/model.ts";
import type { Generated } from "kysely";

/** Scans that can be compared: of one target and ref, with the same options. */
export interface TrackTable {
  track: Generated<number>;
  /** Null once the repository shall go. */
  target: string | null;
  /** Empty for the remote's HEAD. */
  ref: string;
  options_digest: string;
  /** The newest step that counts; what has a later one is being made. */
  head: Generated<number>;
  /** Lives numbered so far, and those that are open, as of the head. */
  lives: Generated<number>;
  open: Generated<number>;
  /** The scan whose step is being made; one that was broken off leaves its name. */
  staging: string | null;
}

/** A finished scan of a track. It outlives the scan's own rows. */
export interface TrackStepTable {
  track: number;
  /** From 1 on, in the order in which the scans began. */
  step: number;
  scan_id: string;
  commit_id: string | null;
  engine: number;
  /** When the scan began. */
  looked_at: number;
  /** 0 where files could not be scanned. */
  complete: number;
  summary: string;
  /** Open uses by verdict and family, JSON. */
  uses: string;
  changes: string;
}

/** What uses are, apart from where they stand. */
export interface TrackUseTable {
  track: number;
  use: number;
  rule: string;
  algorithm: string;
  family: string;
  /** Null for what may stay. */
  verdict: Verdict | null;
  /** The rest, JSON. */
  body: string;
  /** Lives of it, and those that are open, as of the track's head. */
  lives: Generated<number>;
  open: Generated<number>;
}

/** One use from the step it came with to the step it went with. What is told of it is as it was seen last. */
export interface LifeTable {
  track: number;
  /** By when they came. */
  life: number;
  /** Several lives have the same where a use came back. */
  finding_id: string;
  /** `keyNumber`: a path can be longer than an index entry may be. */
  path_key: number;
  path: string;
  use: number;
  fingerprint: string;
  severity: number;
  opened_step: number;
  /** 1 where other rules found it in what was there before. */
  opened_by_rules: number;
  /** 1 where its id had a life before. */
  reopens: number;
  /** With which step its id got another life. */
  reopened_step: number | null;
  closed_step: number | null;
  closed_by_rules: number | null;
}

/** How lives are seen by the step that is being made; becomes theirs with it. */
export interface LifeChangeTable extends Pick<LifeTable, "track" | "life" | "path_key" | "path" | "use"> {
  fingerprint: string;
  severity: number;
}
