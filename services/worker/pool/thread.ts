/** One scanning thread: reads files straight into the engine's memory, scans batch by batch, answers job by job. */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { getHeapStatistics } from "node:v8";
import { parentPort, workerData } from "node:worker_threads";
import { CorruptInputError } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import { contentOf } from "@pqc-audit/platform/packs/member.ts";
import { gitObjectId } from "@pqc-audit/platform/packs/pack.ts";
import { release } from "@pqc-audit/platform/packs/release.ts";
import { Engine, GAP, type Placed } from "@pqc-audit/scanner/engine.ts";
import { limitParserMemory, parserMemoryBytes } from "@pqc-audit/scanner/languages/parser-memory.ts";
import { type Parsed, parsedSoFar } from "@pqc-audit/scanner/matching/source.ts";
import type { LargeContent } from "@pqc-audit/scanner/windows/windows.ts";
import { SecondPasses } from "@pqc-audit/scanner/wrappers/second-pass.ts";
import { hasResults, PLAIN, resultOf } from "./jobs.ts";
import type { CorruptJob, Job, JobFile, JobWork, ThreadOptions } from "./messages.ts";
import { namedBefore, nameOfLarge } from "./naming.ts";
import type { ScannedFile } from "./scan-pool.ts";

/** Of the second pass, which looks for nothing of the engine's own. */
const NO_MODELS = "";
/** Bytes scanned in one pass of the prefilter; a larger file is a pass of its own. */
const BATCH_BYTES = 8 * 1024 * 1024;

const { maxFileSizeBytes, parserBytes } = workerData as ThreadOptions;
if (parserBytes !== undefined) limitParserMemory(parserBytes);
const engine = new Engine();
const secondPasses = new SecondPasses();
const results: ScannedFile[] = [];

/** The batch being filled: contents placed in the region and the index of the result each one is for. */
let region = engine.reserve(BATCH_BYTES + GAP);
let placed: Placed[] = [];
let sources: { readonly index: number; readonly file: JobFile; readonly blob: string | undefined }[] = [];
let used = 0;

// A file that breaks the parser, or needs more memory than it has, ends the thread here: the pool starts another.
let jobs = Promise.resolve();
parentPort?.on("message", (job: Job) => {
  jobs = jobs.then(() => run(job));
});

async function run(job: Job): Promise<void> {
  const { id, buffer } = job;
  const back = buffer ? [buffer] : [];
  const [begun, before] = [performance.now(), parsedSoFar()];
  try {
    await scanAll(job);
  } catch (error) {
    if (!(error instanceof CorruptInputError)) throw error;
    leaveBatch();
    parentPort?.postMessage({ id, corrupt: error.message, ...(buffer && { buffer }) } satisfies CorruptJob, back);
    return;
  }
  const held = getHeapStatistics().total_heap_size + parserMemoryBytes();
  parentPort?.postMessage(
    { ...resultOf(id, results, held, workSince(begun, before)), ...(buffer && { buffer }) },
    back,
  );
}

function workSince(begun: number, before: Parsed): JobWork {
  const { files, bytes } = parsedSoFar();
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, parsedFiles: files - before.files, parsedBytes: bytes - before.bytes };
}

async function scanAll(job: Job): Promise<void> {
  results.length = 0;
  secondPasses.know(job.wrappers ?? []);
  let offset = 0;
  for (const [index, file] of job.files.entries()) {
    if (file.file === undefined) {
      const sent = new Uint8Array(job.buffer ?? new ArrayBuffer(0), offset, file.length ?? 0);
      const content = file.packed ? contentOf({ kind: file.kind, bytes: sent, ...file.packed }) : sent;
      offset += sent.length;
      await placeContent(index, file, inMemory(content));
      if (content !== sent) release(content);
    } else {
      await placeFile(index, file, file.file);
    }
  }
  await flush();
}

function inMemory(content: Uint8Array): LargeContent {
  return {
    length: content.length,
    read(target, from) {
      const bytes = content.subarray(from, from + target.length);
      target.set(bytes);
      return bytes.length;
    },
  };
}

async function placeFile(index: number, job: JobFile, path: string): Promise<void> {
  let descriptor: number | undefined;
  try {
    const file = readable(() => openSync(path, "r"));
    descriptor = file;
    const { size } = readable(() => fstatSync(file));
    if (size > maxFileSizeBytes) {
      results[index] = { outcome: { status: "skipped", reason: "too-large" }, bytes: 0 };
      return;
    }
    const read: LargeContent["read"] = (target, from) => readable(() => readAll(file, target, from));
    await placeContent(index, job, { length: size, read });
  } catch (thrown) {
    if (!(thrown instanceof UnreadableFile)) throw thrown;
    results[index] = { outcome: { status: "failed", error: thrown.message }, bytes: 0 };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** What the file system refuses is this file's fault alone; anything else that is thrown is the thread's. */
class UnreadableFile extends Error {}

function readable<T>(ask: () => T): T {
  try {
    return ask();
  } catch (thrown) {
    throw new UnreadableFile(withoutPath(thrown instanceof Error ? thrown.message : String(thrown)), { cause: thrown });
  }
}

/** Bytes read; fewer than asked where the file shrank meanwhile. */
function readAll(descriptor: number, target: Uint8Array, from: number): number {
  let at = 0;
  while (at < target.length) {
    const count = readSync(descriptor, target, at, target.length - at, from + at);
    if (count === 0) break;
    at += count;
  }
  return at;
}

async function placeContent(index: number, file: JobFile, content: LargeContent): Promise<void> {
  const { kind } = file;
  const { length } = content;
  const secondPass = secondPasses.of(kind);
  if (secondPass) {
    results[index] = await namedWhole(file, content, async () => ({
      outcome: await secondPass.scan(kind, content),
      anchors: NO_MODELS,
    }));
    return;
  }
  if (engine.isLarge(kind, length)) {
    await flush();
    results[index] = await namedWhole(file, content, async () => {
      let anchors: string | undefined;
      const outcome = await engine.scanLarge(kind, content, undefined, (_at, set) => {
        anchors = set;
      });
      return { outcome, anchors };
    });
    region = engine.reserve(BATCH_BYTES + GAP);
    return;
  }
  if (used + length + GAP > region.length) {
    await flush();
    if (length + GAP > region.length) region = engine.reserve(length + GAP);
  }
  const filled = content.read(region.subarray(used, used + length), 0);
  const bytes = region.subarray(used, used + filled);
  const blob = namedBefore(file, bytes) ? gitObjectId(bytes) : undefined;
  if (blob !== undefined && file.known?.includes(blob)) {
    results[index] = { outcome: PLAIN, known: true, bytes: filled, blob };
    return;
  }
  placed.push({ kind, offset: used, length: filled });
  sources.push({ index, file, blob });
  region.fill(0, used + filled, used + filled + GAP);
  used += filled + GAP;
}

/** A content that is read in pieces, more than once: it has a name only if it was the same before and after. */
async function namedWhole(
  file: JobFile,
  content: LargeContent,
  scan: () => Promise<Pick<ScannedFile, "outcome" | "anchors">>,
): Promise<ScannedFile> {
  const bytes = content.length;
  if (!file.name && !file.known) return { ...(await scan()), bytes };
  const blob = nameOfLarge(content);
  if (file.known?.includes(blob)) return { outcome: PLAIN, known: true, bytes, blob };
  const scanned = await scan();
  return nameOfLarge(content) === blob ? { ...scanned, bytes, blob } : { ...scanned, bytes };
}

async function flush(): Promise<void> {
  if (placed.length === 0) return;
  await failpoint("worker.thread", () => Buffer.from(region.subarray(0, used)).toString("latin1"));
  const sets: (string | undefined)[] = [];
  const outcomes = await engine.scan(region, placed, (at, set) => {
    sets[at] = set;
  });
  for (const [at, outcome] of outcomes.entries()) {
    const { index = 0, file, blob } = sources[at] ?? {};
    const { offset = 0, length = 0 } = placed[at] ?? {};
    const wanted = blob === undefined && file?.name !== undefined && hasResults(outcome);
    const name = wanted ? gitObjectId(region.subarray(offset, offset + length)) : blob;
    results[index] = { outcome, bytes: length, ...(name !== undefined && { blob: name }), anchors: sets[at] };
  }
  leaveBatch();
}

function leaveBatch(): void {
  placed = [];
  sources = [];
  used = 0;
}

/** The path is the finding's own field; Node's message repeats it as an absolute one. */
function withoutPath(message: string): string {
  return message.replace(/^([^']*), \w+ '.*'$/s, "$1");
}
