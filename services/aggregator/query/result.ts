/** The whole result of a finished scan as JSON text, in pieces: memory does not grow with the findings. */
import type { FixedUse } from "@pqc-audit/reports/model/changes.ts";
import type { AuditResult, FileError, Finding } from "@pqc-audit/reports/model/finding.ts";
import type { Many, ReportedResult } from "@pqc-audit/reports/report.ts";
import type { Selectable } from "kysely";
import type { Store } from "../store/store.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { allErrors, comparedFindings } from "./findings.ts";
import { viewOf } from "./scans.ts";
import { allFixed } from "./tracks.ts";

type Head = Omit<AuditResult, "errors" | "findings" | "fixed">;

async function* list(chunks: AsyncGenerator<readonly string[]>): AsyncGenerator<string> {
  let separator = "[";
  for await (const chunk of chunks) {
    yield separator + chunk.join(",");
    separator = ",";
  }
  yield separator === "[" ? "[]" : "]";
}

async function* each(
  chunks: AsyncGenerator<readonly string[]>,
  change: (text: string) => string,
): AsyncGenerator<readonly string[]> {
  for await (const chunk of chunks) yield chunk.map(change);
}

/** Throws where the scan is neither completed nor incomplete. */
async function headOf(store: Store, scan: Selectable<ScanTable>, version: string): Promise<Head> {
  const view = viewOf(scan);
  if (!view.coverage || !view.summary || view.digest === undefined) {
    throw new Error(`scan ${scan.id} is ${scan.state} but has no result`);
  }
  const started = scan.started_at ?? scan.created_at;
  return {
    schemaVersion: "1",
    tool: { name: "pqc-audit", version, engineDigest: await store.engineDigest(store.db, scan.engine) },
    target: { location: scan.target, ...(view.commit !== undefined && { commit: view.commit }) },
    startedAt: new Date(started).toISOString(),
    durationMs: (scan.finished_at ?? started) - started,
    summary: view.summary,
    coverage: view.coverage,
    ...(view.changes && { changes: view.changes }),
    digest: view.digest,
  };
}

/** `scan` is completed or incomplete. `judge` goes over the text of each finding. */
export async function* resultText(
  store: Store,
  scan: Selectable<ScanTable>,
  version: string,
  judge?: (finding: string) => string,
): AsyncGenerator<string> {
  const { digest, ...before } = await headOf(store, scan, version);
  yield `${JSON.stringify(before).slice(0, -1)},"errors":`;
  yield* list(allErrors(store, scan.id));
  if (before.changes) {
    yield `,"fixed":`;
    yield* list(texts(allFixed(store, scan.id)));
  }
  yield `,"digest":${JSON.stringify(digest)},"findings":`;
  const findings = comparedFindings(store, scan.id);
  yield* list(judge ? each(findings, judge) : findings);
  yield "}\n";
}

/** The same for a report: each time it goes through the findings they are read again, so that none are kept. */
export async function reportedResult(
  store: Store,
  scan: Selectable<ScanTable>,
  version: string,
  judge: (finding: string) => string = (text) => text,
): Promise<ReportedResult> {
  const head = await headOf(store, scan, version);
  const findings = () => each(comparedFindings(store, scan.id), judge);
  return {
    ...head,
    errors: again<FileError>(() => parsed(allErrors(store, scan.id))),
    ...(head.changes && { fixed: again<FixedUse>(() => flat(allFixed(store, scan.id))) }),
    findings: again<Finding>(() => whole(parsed(findings()), head.summary.findings, scan.id)),
  };
}

function again<T>(open: () => AsyncIterator<T>): Many<T> {
  return { [Symbol.asyncIterator]: open };
}

async function* texts(chunks: AsyncGenerator<readonly unknown[]>): AsyncGenerator<readonly string[]> {
  for await (const chunk of chunks) yield chunk.map((one) => JSON.stringify(one));
}

async function* flat<T>(chunks: AsyncGenerator<readonly T[]>): AsyncGenerator<T> {
  for await (const chunk of chunks) yield* chunk;
}

async function* parsed<T>(chunks: AsyncGenerator<readonly string[]>): AsyncGenerator<T> {
  for await (const chunk of chunks) for (const text of chunk) yield JSON.parse(text) as T;
}

/** A scan that is removed meanwhile must not pass for one that has fewer findings. */
async function* whole<T>(findings: AsyncGenerator<T>, count: number, scanId: string): AsyncGenerator<T> {
  let seen = 0;
  for await (const finding of findings) {
    seen++;
    yield finding;
  }
  if (seen !== count) throw new Error(`of the ${count} findings of scan ${scanId} ${seen} are left`);
}
