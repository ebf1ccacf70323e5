/** The proto files and the ports say the same: every message has the fields of its description, no more and no fewer. */
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { keyColumns, occurrenceColumns } from "./columns.ts";
import { fact, failed, ignoreAnnotation, outcome, quarantined, scanned, skipped } from "./fact-messages.ts";
import * as ledger from "./ledger-messages.ts";
import { loadProto, methodOf, methodsOf } from "./proto.ts";
import * as results from "./results-messages.ts";

const proto = loadProto();
const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

interface Fields {
  readonly fields: readonly string[];
}

interface Method {
  readonly service: "Ledger" | "Results";
  readonly name: string;
  readonly path: string;
  readonly request: object;
  readonly response: object;
}

const isRecord = (field: object): field is Fields => "fields" in field;
const isMethod = (value: unknown): value is Method => typeof value === "object" && value !== null && "path" in value;

interface Descriptor {
  readonly name: string;
  readonly field: readonly { readonly name: string }[];
}

function fieldsOf(descriptor: unknown): string[] {
  return (descriptor as Descriptor).field.map(({ name }) => camel(name)).toSorted();
}

const messages: Readonly<Record<string, Fields>> = {
  BeginRequest: results.beginRequest,
  BeginDecision: results.beginDecision,
  BeginScan: results.beginScan,
  UnitPart: results.unitPart,
  FailRequest: results.failRequest,
  Receipt: results.receipt,
  ResultFrame: results.resultFrame,
  ResultHeader: results.resultHeader,
  ResultPart: results.resultPart,
  ResultEnd: results.resultEnd,
  BlobResult: results.blobResult,
  Outcome: outcome,
  Scanned: scanned,
  Skipped: skipped,
  Failed: failed,
  Quarantined: quarantined,
  Fact: fact,
  IgnoreAnnotation: ignoreAnnotation,
  ScanClaim: ledger.scanClaim,
  ScanOptions: ledger.scanOptions,
  Resume: ledger.resume,
  BlobKey: ledger.blobKey,
  HeadCheck: ledger.headCheck,
  SeenHead: ledger.seenHead,
  LargeBlob: ledger.largeBlob,
  PreviousScan: ledger.previousScan,
  PlanDifference: ledger.difference,
  PlanCut: ledger.planCut,
  RangesWanted: ledger.rangesWanted,
  ScanRange: ledger.scanRange,
  PolicyFile: ledger.policyFile,
  OwnersFile: ledger.ownersFile,
  PlanPage: ledger.planPage,
  PlannedUnit: ledger.plannedUnit,
  AnnouncedPack: ledger.announcedPack,
  Occurrence: ledger.occurrence,
  KeyColumns: keyColumns,
  OccurrenceColumns: occurrenceColumns,
  PlanTotals: ledger.planTotals,
  UnitMessage: ledger.unitMessage,
  PublishedUnit: ledger.publishedUnit,
  Done: ledger.done,
};

test.each(Object.keys(messages))("%s has the same fields in proto and port", (name) => {
  const definition = proto[`pqc_audit.v1.${name}`];
  expect(definition, `message ${name}`).toBeDefined();
  expect(fieldsOf(definition && "type" in definition ? definition.type : undefined)).toEqual(
    messages[name]?.fields.toSorted(),
  );
});

test("every method of the proto files has its description, with the fields of its messages", () => {
  const exported: readonly unknown[] = [...Object.values(ledger), ...Object.values(results)];
  const described = exported.filter(isMethod);
  const paths = described.map(({ path }) => path);
  const inProto = [...Object.values(methodsOf("Ledger")), ...Object.values(methodsOf("Results"))];
  expect([...paths, results.submitPath].toSorted()).toEqual(inProto.map(({ path }) => path).toSorted());
  for (const { service, name, request, response } of described) {
    const { requestType, responseType } = methodOf(service, name);
    for (const [field, type] of [
      [request, requestType.type],
      [response, responseType.type],
    ] as const) {
      expect(isRecord(field) && field.fields.toSorted(), `${service}.${name}`).toEqual(fieldsOf(type));
    }
  }
});

test("every message of the proto files is documented", async () => {
  for (const file of ["ledger", "results"]) {
    const text = await readFile(new URL(`../../../../proto/${file}.proto`, import.meta.url), "utf8");
    const undocumented = [...text.matchAll(/(.*)\nmessage (\w+)/g)].filter(([, before]) => !before?.startsWith("//"));
    expect(undocumented.map(([, , name]) => name)).toEqual([]);
  }
});
