/** The whole result of a finished scan as JSON text, in pieces: memory does not grow with the findings. */
import type { AuditResult } from "@pqc-audit/reports/model/finding.ts";
import type { Selectable } from "kysely";
import type { ScanTable } from "../store/schema.ts";
import type { Store } from "../store/store.ts";
import { allErrors, allFindings } from "./findings.ts";
import { viewOf } from "./scans.ts";

type Head = Omit<AuditResult, "errors" | "findings">;

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

/** `scan` is completed or incomplete. `judge` goes over the text of each finding. */
export async function* resultText(
  store: Store,
  scan: Selectable<ScanTable>,
  version: string,
  judge?: (finding: string) => string,
): AsyncGenerator<string> {
  const view = viewOf(scan);
  if (!view.coverage || !view.summary || view.digest === undefined) {
    throw new Error(`scan ${scan.id} is ${scan.state} but has no result`);
  }
  const started = scan.started_at ?? scan.created_at;
  const head: Head = {
    schemaVersion: "1",
    tool: { name: "pqc-audit", version, engineDigest: await store.engineDigest(store.db, scan.engine) },
    target: { location: scan.target, ...(view.commit !== undefined && { commit: view.commit }) },
    startedAt: new Date(started).toISOString(),
    durationMs: (scan.finished_at ?? started) - started,
    summary: view.summary,
    coverage: view.coverage,
    digest: view.digest,
  };
  const { digest, ...before } = head;
  yield `${JSON.stringify(before).slice(0, -1)},"errors":`;
  yield* list(allErrors(store, scan.id));
  yield `,"digest":${JSON.stringify(digest)},"findings":`;
  yield* list(judge ? each(allFindings(store, scan.id), judge) : allFindings(store, scan.id));
  yield "}\n";
}
