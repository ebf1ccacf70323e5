/** Findings by kind: what lists and totals are answered from. */

/** Files of a finished scan that are malformed, failed or quarantined. */
/** What uses are (`inventory/use-kind.ts`), the same for all scans. */
export interface UseKindTable {
  use_kind: number;
  digest: string;
  body: string;
}

/** What policy says of uses (`inventory/judgement.ts`), the same for all scans. */
export interface JudgementTable {
  judgement: number;
  digest: string;
  body: string;
}

/** How many findings of a scan are the same but for where they stand. Suppressed ones are counted too. */
export interface FindingKindTable {
  scan_id: string;
  /** From 0 on. */
  kind: number;
  use_kind: number;
  judgement: number;
  /** `STATES`, as of the findings. */
  state: number | null;
  /** 1 where they say when they expire. */
  dated: number;
  findings: number;
}

/** The kinds of findings in their order, and what they are found by when their id is known; packed. */
export interface FindingChunkTable {
  scan_id: string;
  first_seq: number;
  kinds: string;
  ids: string;
}

/** Findings that say when they expire, in milliseconds since 1970. */
export interface FindingExpiryTable {
  scan_id: string;
  seq: number;
  kind: number;
  expires: number;
}
