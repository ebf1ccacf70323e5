/**
 * The tables as Kysely sees them. Times are milliseconds since 1970; truth values are 0 and 1; documents are JSON text:
 * the same types in SQLite and PostgreSQL. `engine` stands for the engine digest wherever rows are many.
 */
import type { Verdict } from "@pqc-audit/reports/history/model.ts";
import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import type { Generated } from "kysely";
import type { ScanState, UnitState } from "../ledger/transitions.ts";
import type { Criticality } from "../repositories/facts.ts";

export interface ScanTable {
  id: string;
  target: string;
  ref: string | null;
  /** The commit the plan is of; null until the first page. */
  commit_id: string | null;
  options: string;
  options_digest: string;
  engine: number;
  state: ScanState;
  /** 0 on-demand, 1 scheduled: lower goes first. */
  priority: number;
  /** The sum of the requests of `scan_requester`. */
  requesters: number;
  /** Set while the scan is not final; unique, so that a scan submitted twice joins. */
  active_key: string | null;
  claim_holder: string | null;
  /** Rises each time the scan changes hands; a write with an older epoch is refused. */
  claim_epoch: Generated<number>;
  claim_expires_at: number | null;
  sealed: Generated<number>;
  pages: Generated<number>;
  /** Into so many ranges its tree is cut; 0 where it is planned as a whole. */
  ranges: Generated<number>;
  present: Generated<number>;
  traceparent: string | null;
  /** Until it is finished: of what it took over of another plan. */
  coverage: string | null;
  summary: string | null;
  digest: string | null;
  error: string | null;
  /** 1 for the newest finished scan of its target and ref. */
  newest: Generated<number>;
  /** 1 once rows that only a running scan needs are gone. */
  cleaned: Generated<number>;
  /** The scan of the same commit whose plan it took over; null where it has a plan of its own. */
  repeats: string | null;
  /** The scan whose plan is its page 0, but for what has changed since, which is page 1; null where all is its own. */
  continues: string | null;
  /** What it found against the scan before (`Changes`); null until it is finished, and where it was not compared. */
  changes: Generated<string | null>;
  /** When its ref was last seen to stand at its commit still, after it was finished. */
  checked_at: number | null;
  /** `judgingDigest` of the policy that its findings were judged by; null until it is finished. */
  judged_by: string | null;
  /** When that comes to an end by itself, as the first ignore does that was heeded; null where none does. */
  judged_until: number | null;
  /** When the plan that it took over was made. */
  looked_at: number | null;
  /** When its state last changed, by the database's own clock; null where that was before it was kept. */
  /** Rows of `finding_kind`; null until they are written. */
  kinds: Generated<number | null>;
  changed_at: Generated<number | null>;
  created_at: number;
  started_at: number | null;
  sealed_at: number | null;
  joining_at: number | null;
  finished_at: number | null;
}

/** Requests for a scan that is not final, by who made them. */
export interface ScanRequesterTable {
  scan_id: string;
  /** `Identity.id`; empty where it is not known. */
  requester: string;
  requests: number;
}

/** A repository that is to be scanned where its ref does not stand at the commit of its newest scan. */
export interface HeadCheckTable {
  /** Of target, ref and what shapes the result: asked twice it is looked at once. */
  check_id: string;
  target: string;
  ref: string | null;
  options: string;
  options_digest: string;
  /** `Identity.id` of who asked first. */
  requester: string;
  requested_at: number;
  /** Rises each time it changes hands. */
  claim_epoch: Generated<number>;
  claim_expires_at: number | null;
}

export interface PlanPageTable {
  scan_id: string;
  page: number;
  commit_id: string;
  last_path: string;
  skipped: string;
  units: number;
  occurrences: number;
}

/** A part of a scan's tree that one coordinator at a time plans. Kept until the scan is cleaned. */
export interface ScanRangeTable {
  scan_id: string;
  /** From 0, in tree order. */
  number: number;
  /** Paths before it, and the number of its first page: no range has more pages than paths, so numbers never meet. */
  start: number;
  entries: number;
  /** Its last path. */
  up_to: string;
  /** Stored so far, and the paths they cover. */
  pages: Generated<number>;
  planned: Generated<number>;
  claim_holder: string | null;
  /** Rises each time the range changes hands; a write with an older one is refused. */
  claim_epoch: number;
  claim_expires_at: Generated<number>;
  sealed: Generated<number>;
}

/** Contents of a page of which it was said that they need no unit, until the page is stored; see `ledger/answers.ts`. */
export interface PlanAnswerTable {
  scan_id: string;
  digest: string;
  answered_at: number;
}

/** What the repository says of itself at the scan's commit. */
export interface ScanPolicyTable {
  scan_id: string;
  /** Null where the file could not be read. */
  body: string | null;
  /** Why it could not. */
  fault: string | null;
  /** Digest of the repository's own functions that are looked for; null where none are. */
  wrappers: string | null;
  /** `OwnersFile`, JSON; null where nobody looked. */
  owners: string | null;
}

export interface PackTable {
  pack_key: string;
  digest: string;
  size: number;
  /** The scan whose coordinator said that it puts it; null once a page of its plan names it. */
  announced_for: string | null;
  announced_at: number | null;
}

export interface UnitTable {
  unit_id: string;
  scan_id: string;
  engine: number;
  /** Null where the unit was taken over from another scan. */
  page: number | null;
  ordinal: number;
  pack_key: string;
  bytes: number;
  state: UnitState;
  /** Counts (re)publishes, upward only. */
  attempt: Generated<number>;
  /** Attempts that a worker reported as failed. */
  failures: Generated<number>;
  published_at: number | null;
  sequence: number | null;
  started_at: number | null;
  finished_at: number | null;
  error: string | null;
  /** The unit it was split or taken over from. */
  parent: string | null;
  /** 1 where it holds only some of its pack's blobs: it was split off a suspect, so it runs alone. */
  part: Generated<number>;
  /** Messages of it that the queue lost; `attempt` does not tell those from failures. */
  lost: Generated<number>;
  /** How many contents it holds; null where an older release planned it. */
  contents: Generated<number | null>;
}

/** One `begin` that was answered SCAN: who started what, whatever the queue's counters say. */
export interface UnitStartTable {
  unit_id: string;
  nonce: string;
  attempt: number;
  worker_id: string;
  started_at: number;
  ended_at: number | null;
  error: string | null;
  /** 1 where the worker was told to scan nothing beside it. */
  alone: Generated<number>;
}

export interface UnitBlobTable {
  unit_id: string;
  blob: string;
  kind: string;
}

/** A scan that needs a blob which another scan's unit holds. */
export interface BlobWaitTable {
  scan_id: string;
  blob: string;
  kind: string;
  unit_id: string;
}

/** Keyed by its place in the plan: a path can be longer than an index entry may be. */
export interface OccurrenceTable {
  scan_id: string;
  page: number;
  ordinal: number;
  path: string;
  blob: string;
  kind: string;
  size: number;
  /** Under which the repository's own functions are looked for in it; null where they are not. */
  second_kind: string | null;
}

export interface EngineTable {
  engine: Generated<number>;
  digest: string;
  /** 1 where `large_blob` holds every large content that has a result of this engine. */
  sizes_kept: Generated<number>;
}

/** Contents larger than `LARGE_BLOB_BYTES`, whether or not they were ever scanned. */
export interface LargeBlobTable {
  blob: string;
  /** The only target that believes it, where nobody saw the content; empty where somebody did. */
  target: string;
  /** At least so many bytes. */
  size: number;
  used_at: number;
}

export type BlobStatus = "scanned" | "skipped" | "failed" | "quarantined";

/** Set once per (engine, blob, kind); only `failed` gives way to a later result. */
export interface BlobResultTable {
  engine: number;
  blob: string;
  kind: string;
  status: BlobStatus;
  /** Skip reason, or the error. */
  detail: string | null;
  facts: number;
  /** SHA-256 over the canonical outcome: what "the same content" means. */
  digest: string;
  /** When it was written or last relied on, to the hour. */
  used_at: Generated<number>;
  /** Which anchors of models stand in the content (`scanner/anchor-set.ts`); null where no worker told. */
  anchors: Generated<string | null>;
}

/** What anchors open (`scanner/anchor-digests.ts`), by the digest of the part of an engine that it tells of. */
export interface ModelAnchorsTable {
  digest: string;
  body: string;
}

/** A blob's facts are always read together, so up to a hundred of them share a row. */
export interface FactTable {
  engine: number;
  blob: string;
  kind: string;
  /** Of the row's first fact. */
  ordinal: number;
  /** A JSON array of facts. */
  body: string;
}

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

export interface ScanErrorTable {
  scan_id: string;
  seq: number;
  path: string;
  status: "malformed" | "failed" | "quarantined";
  message: string;
}

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

/** Who is told of what happens. */
export interface WebhookTable {
  id: string;
  name: string;
  kind: "standard" | "slack";
  /** Its address, sealed; see `webhooks/keys.ts`. */
  sealed_url: string;
  /** What may be shown of it. */
  shown_url: string;
  /** With the key in a file it makes the signing secret, which is stored nowhere. */
  salt: string;
  /** JSON. */
  events: string;
  /** Of which repositories, JSON. */
  reach: string;
  created_at: number;
  /** `Identity.id` and `Identity.name`. */
  created_by: string;
  creator: string;
}

/** What is to be told, or was: the outbox. */
export interface WebhookDeliveryTable {
  /** What the receiver tells repetitions by. */
  id: string;
  webhook_id: string;
  event: string;
  target: string | null;
  /** JSON as it is signed. */
  body: string;
  state: "waiting" | "delivered" | "failed";
  attempts: Generated<number>;
  next_at: number;
  created_at: number;
  ended_at: number | null;
  /** Of the last try: what the receiver answered, and what went wrong. */
  status: number | null;
  error: string | null;
}

export interface LeaseTable {
  name: string;
  holder: string;
  epoch: number;
  expires_at: number;
}

/** A repository that shall go, with all scans submitted until then. */
export interface RemovalTable {
  target: string;
  requested_at: number;
}

/** What people say of a repository, scanned or not. */
export interface RepositoryFactsTable {
  target: string;
  owner: string | null;
  team: string | null;
  /** A list, JSON; each has a row of `repository_tag` too. */
  tags: string;
  data_class: string | null;
  confidentiality_years: number | null;
  criticality: Criticality | null;
  changed_at: number;
  /** `Identity.name`. */
  changed_by: string;
}

export interface RepositoryTagTable {
  tag: string;
  target: string;
}

/** How often something was changed that is kept in memory. */
export interface ChangeCountTable {
  /** `teams`: which repository is whose. */
  what: "teams";
  changes: number;
}

/** An exception. Its state is what has been done to it, and when it ends. */
export interface AcceptedRiskTable {
  id: string;
  /** Every repository where null. */
  target: string | null;
  finding_id: string | null;
  rule: string | null;
  algorithm: string | null;
  family: string | null;
  file_pattern: string | null;
  reason: string;
  /** ISO date, the last day on which it holds. */
  until: string;
  /** `Identity.name`, and `Identity.id`, which tells whether it is the same. */
  asked_by: string;
  asked_by_id: string;
  asked_at: number;
  approved_by: string | null;
  approved_by_id: string | null;
  approved_at: number | null;
  revoked_by: string | null;
  revoked_by_id: string | null;
  revoked_at: number | null;
  revoked_why: string | null;
}

export interface Database {
  scan: ScanTable;
  scan_requester: ScanRequesterTable;
  head_check: HeadCheckTable;
  plan_page: PlanPageTable;
  scan_range: ScanRangeTable;
  scan_policy: ScanPolicyTable;
  pack: PackTable;
  unit: UnitTable;
  unit_start: UnitStartTable;
  unit_blob: UnitBlobTable;
  plan_answer: PlanAnswerTable;
  blob_wait: BlobWaitTable;
  occurrence: OccurrenceTable;
  engine: EngineTable;
  large_blob: LargeBlobTable;
  blob_result: BlobResultTable;
  model_anchors: ModelAnchorsTable;
  fact: FactTable;
  finding: FindingTable;
  finding_verdict: FindingVerdictTable;
  finding_file: FindingFileTable;
  finding_count: FindingCountTable;
  scan_error: ScanErrorTable;
  track: TrackTable;
  track_step: TrackStepTable;
  track_use: TrackUseTable;
  life: LifeTable;
  life_change: LifeChangeTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  lease: LeaseTable;
  removal: RemovalTable;
  use_kind: UseKindTable;
  judgement: JudgementTable;
  finding_kind: FindingKindTable;
  finding_chunk: FindingChunkTable;
  finding_expiry: FindingExpiryTable;
  repository_facts: RepositoryFactsTable;
  repository_tag: RepositoryTagTable;
  change_count: ChangeCountTable;
  accepted_risk: AcceptedRiskTable;
}
