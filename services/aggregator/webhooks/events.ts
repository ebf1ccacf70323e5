/** What webhooks tell. The shape of each event is a contract: `type`, `timestamp` and `data` as Standard Webhooks has them. */

import type { Changes } from "@pqc-audit/reports/model/changes.ts";
import type { Severity } from "@pqc-audit/reports/model/finding.ts";
import type { ExceptionView } from "../exceptions/exceptions.ts";
import type { ScanState } from "../ledger/states.ts";

export const WEBHOOK_EVENTS = ["scan.finished", "findings.critical", "exception.expiring"] as const;
/** What one may ask for. */
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export interface ScanFinished {
  readonly scan: string;
  readonly target: string;
  readonly ref?: string;
  readonly commit?: string;
  readonly state: ScanState;
  readonly error?: string;
  /** Where it has a result. */
  readonly findings?: number;
  readonly bySeverity?: Readonly<Partial<Record<Severity, number>>>;
  readonly changes?: Changes;
}

export interface CriticalFinding {
  readonly id: string;
  readonly ruleId: string;
  readonly algorithm: string;
  readonly path: string;
  readonly line: number;
}

/** One for a scan, however many there are. */
export interface CriticalFindings {
  readonly scan: string;
  readonly target: string;
  readonly ref?: string;
  readonly commit?: string;
  /** The first scan of the repository: nobody knows how long they have been there. */
  readonly first: boolean;
  readonly total: number;
  /** The first of them, by path. */
  readonly findings: readonly CriticalFinding[];
}

export type WebhookBody = { readonly timestamp: string } & (
  | { readonly type: "scan.finished"; readonly data: ScanFinished }
  | { readonly type: "findings.critical"; readonly data: CriticalFindings }
  | { readonly type: "exception.expiring"; readonly data: ExceptionView }
  | { readonly type: "webhook.test"; readonly data: { readonly webhook: string } }
);
