/**
 * The tables as Kysely sees them. Times are milliseconds since 1970; truth values are 0 and 1; documents are JSON text:
 * the same types in SQLite and PostgreSQL. `engine` stands for the engine digest wherever rows are many.
 */

import type { ChangeCountTable, LeaseTable } from "./tables/coordination.ts";
import type {
  FindingCountTable,
  FindingFileTable,
  FindingTable,
  FindingVerdictTable,
  ScanErrorTable,
} from "./tables/findings.ts";
import type {
  FindingChunkTable,
  FindingExpiryTable,
  FindingKindTable,
  JudgementTable,
  UseKindTable,
} from "./tables/inventory.ts";
import type { LifeChangeTable, LifeTable, TrackStepTable, TrackTable, TrackUseTable } from "./tables/lives.ts";
import type {
  OccurrenceTable,
  PlanAnswerTable,
  PlanPageTable,
  ScanPolicyTable,
  ScanRangeTable,
} from "./tables/plans.ts";
import type { AcceptedRiskTable, RepositoryFactsTable, RepositoryTagTable } from "./tables/repositories.ts";
import type { BlobResultTable, EngineTable, FactTable, LargeBlobTable, ModelAnchorsTable } from "./tables/results.ts";
import type { HeadCheckTable, HeadRunTable, RemovalTable, ScanRequesterTable, ScanTable } from "./tables/scans.ts";
import type { BlobWaitTable, PackTable, UnitBlobTable, UnitStartTable, UnitTable } from "./tables/units.ts";
import type { WebhookDeliveryTable, WebhookTable } from "./tables/webhooks.ts";

export interface Database {
  scan: ScanTable;
  scan_requester: ScanRequesterTable;
  head_check: HeadCheckTable;
  head_run: HeadRunTable;
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
