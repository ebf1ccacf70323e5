/** Files into jobs: small enough that all threads have work, large enough that messages cost nothing; and back. */
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import type { Job, JobResult, JobWork } from "./messages.ts";
import type { ScanFile, ScannedFile, ScanSource } from "./scan-pool.ts";

const FILES_PER_JOB = 96;
const BYTES_PER_JOB = 4 * 1024 * 1024;

export function slices(files: readonly ScanFile[]): readonly (readonly ScanFile[])[] {
  const all: ScanFile[][] = [];
  let current: ScanFile[] = [];
  let bytes = 0;
  for (const file of files) {
    const size = sizeOf(file.source);
    if (current.length > 0 && (current.length >= FILES_PER_JOB || bytes + size > BYTES_PER_JOB)) {
      all.push(current);
      current = [];
      bytes = 0;
    }
    current.push(file);
    bytes += size;
  }
  if (current.length > 0) all.push(current);
  return all;
}

/** Bytes of the content, as far as it is known before the thread reads it. */
function sizeOf(source: ScanSource): number {
  if ("stream" in source) return source.inflated;
  return "bytes" in source ? source.bytes.length : 0;
}

/** What is sent to the thread. */
function sentOf(source: ScanSource): Uint8Array | undefined {
  if ("stream" in source) return source.stream;
  return "bytes" in source ? source.bytes : undefined;
}

/**
 * Contents are copied into one buffer that is handed over, never shared: a view would clone all that stands behind it.
 * `bufferOf` gives one of at least so many bytes.
 */
export function jobOf(
  id: number,
  files: readonly ScanFile[],
  bufferOf: (bytes: number) => ArrayBuffer = (bytes) => new ArrayBuffer(bytes),
): Job {
  const total = files.reduce((sum, { source }) => sum + (sentOf(source)?.length ?? 0), 0);
  const buffer = total > 0 ? bufferOf(total) : undefined;
  const target = buffer ? new Uint8Array(buffer) : undefined;
  let at = 0;
  const described = files.map(({ kind, source, known, name }) => {
    const wanted = { kind, ...(known && { known }), ...(name && { name }) };
    if ("file" in source) return { ...wanted, file: source.file };
    const sent = "stream" in source ? source.stream : source.bytes;
    target?.set(sent, at);
    at += sent.length;
    const packed = "stream" in source ? { blob: source.blob, inflated: source.inflated } : undefined;
    return { ...wanted, length: sent.length, ...(packed && { packed }) };
  });
  const wrappers = new Set(files.flatMap((file) => file.wrappers ?? []));
  return {
    id,
    files: described,
    ...(buffer && { buffer }),
    ...(wrappers.size > 0 && { wrappers: [...wrappers] }),
  };
}

export const PLAIN: Outcome = { status: "scanned", facts: [] };

const isPlain = (outcome: Outcome): boolean =>
  outcome.status === "scanned" && outcome.facts.length === 0 && outcome.error === undefined;

/** Whether there is more to keep of a result than that it is there. */
export function hasResults(outcome: Outcome): boolean {
  return outcome.status === "scanned" && !isPlain(outcome);
}

const NO_WORK: JobWork = { seconds: 0, parsedFiles: 0, parsedBytes: 0 };

/** What a thread answers; `scanned` in the order of the job's files. */
export function resultOf(id: number, scanned: readonly ScannedFile[], held: number, work = NO_WORK): JobResult {
  const outcomes = new Map<number, Outcome>();
  const blobs = new Map<number, string>();
  const anchors = new Map<number, string | undefined>();
  const known = new Set<number>();
  for (const [index, each] of scanned.entries()) {
    if (each.anchors !== "") anchors.set(index, each.anchors);
    if (!isPlain(each.outcome)) outcomes.set(index, each.outcome);
    if (each.blob !== undefined) blobs.set(index, each.blob);
    if (each.known) known.add(index);
  }
  return { id, bytes: Float64Array.from(scanned, ({ bytes }) => bytes), outcomes, blobs, anchors, known, held, work };
}

/** What the pool makes of it. */
export function scannedOf({ bytes, outcomes, blobs, anchors, known }: JobResult): readonly ScannedFile[] {
  return Array.from(bytes, (size, index) => {
    const blob = blobs.get(index);
    return {
      outcome: outcomes.get(index) ?? PLAIN,
      bytes: size,
      ...(blob !== undefined && { blob }),
      anchors: anchors.has(index) ? anchors.get(index) : "",
      ...(known.has(index) && { known: true }),
    };
  });
}
