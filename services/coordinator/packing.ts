/** From contents that need scanning to units: read, packed, stored and looked after, a few packs at a time. */
import { createHash } from "node:crypto";
import { retrying } from "@pqc-audit/platform/backoff.ts";
import { RetryableError } from "@pqc-audit/platform/errors.ts";
import { failpoint } from "@pqc-audit/platform/failpoint.ts";
import { compareKeys, type PackedBlob, type PackMember } from "@pqc-audit/platform/packs/pack.ts";
import { release } from "@pqc-audit/platform/packs/release.ts";
import type { SpareMemory } from "@pqc-audit/platform/packs/spare.ts";
import { writePack } from "@pqc-audit/platform/packs/write.ts";
import type { BlobStore } from "@pqc-audit/platform/ports/blob-store.ts";
import type { AnnouncedPack, BlobKey, PlannedUnit } from "@pqc-audit/platform/ports/ledger.ts";
import type { Tracing } from "@pqc-audit/platform/telemetry/tracing.ts";
import { Bounded } from "./bounded.ts";
import type { Source, SourceEntry } from "./sources/source.ts";

export interface WantedBlob extends BlobKey {
  /** Any entry that holds the blob: where its content is read from. */
  readonly entry: SourceEntry;
}

export interface PackingOptions {
  /** Whose packs and units they are: the scan, or the range of one. */
  readonly scanId: string;
  readonly engineDigest: string;
  /** Of the claim. Packs are of one scan and epoch: what deletes those of an earlier one takes none away from a later one. */
  readonly epoch: number;
  readonly packBytes: number;
  readonly chunkSize: number;
  readonly concurrentPuts: number;
  /** Of all packs of a plan. */
  readonly memory: SpareMemory;
  /** A put that ended so long after its announcement is announced again: nobody may wait for it any more. */
  readonly latePutMs: number;
  readonly tracing: Tracing;
  readonly signal: AbortSignal;
  /** Awaited before the pack is put: from then on it is somebody's business to delete it. */
  readonly announce: (pack: AnnouncedPack) => Promise<void>;
  /** Goes into each pack, beside the contents of its unit. */
  readonly enclosed?: PackedBlob;
  readonly onStored: (packedBytes: number) => void;
  readonly onRetry: (error: RetryableError) => void;
}

const READ_ATTEMPTS = 3;

/** Units in the order of `wanted`; each unit's pack is in the store when this resolves. */
export async function packBlobs(
  source: Source,
  blobs: BlobStore,
  wanted: readonly WantedBlob[],
  options: PackingOptions,
): Promise<readonly PlannedUnit[]> {
  const { signal, onRetry } = options;
  const units: PlannedUnit[] = [];
  const puts = new Bounded(options.concurrentPuts);
  try {
    for (const [at, group] of grouped(wanted, options).entries()) {
      signal.throwIfAborted();
      const contents = await retrying(() => contentsOf(source, group), { signal, attempts: READ_ATTEMPTS, onRetry });
      await puts.add(async () => {
        units[at] = await storeUnit(blobs, contents, options);
      });
    }
    await puts.drain();
  } finally {
    await puts.settled();
  }
  return units;
}

/** At most `chunkSize` files and `packBytes` of content; a larger file stands alone. */
function grouped(wanted: readonly WantedBlob[], { chunkSize, packBytes }: PackingOptions): WantedBlob[][] {
  const groups: WantedBlob[][] = [];
  let current: WantedBlob[] = [];
  let bytes = 0;
  for (const each of wanted) {
    if (current.length > 0 && (current.length >= chunkSize || bytes + each.entry.size > packBytes)) {
      groups.push(current);
      current = [];
      bytes = 0;
    }
    current.push(each);
    bytes += each.entry.size;
  }
  if (current.length > 0) groups.push(current);
  return groups;
}

async function contentsOf(source: Source, group: readonly WantedBlob[]): Promise<readonly PackMember[]> {
  const entries = group.map((each) => each.entry);
  const contents: PackMember[] = [];
  for await (const { entry: _, ...content } of source.readStreams?.(entries) ?? source.read(entries)) {
    const wanted = group[contents.length];
    if (wanted) contents.push({ blob: wanted.blob, kind: wanted.kind, ...content });
  }
  return contents;
}

async function storeUnit(
  blobs: BlobStore,
  contents: readonly PackMember[],
  options: PackingOptions,
): Promise<PlannedUnit> {
  const { scanId, engineDigest, epoch, memory, enclosed } = options;
  const pack = await writePack(enclosed ? [...contents, enclosed] : contents, `${scanId}-${epoch}`, memory);
  const bytes = contents.reduce((sum, { bytes, inflated }) => sum + (inflated ?? bytes.length), 0);
  for (const content of contents) if (fillsItsMemory(content)) release(content.bytes);
  const packSize = pack.bytes.length;
  const announced = { packKey: pack.key, packDigest: pack.digest, packSize };
  // A request that was given up may still be reading it, so what is stored lies where nothing is released.
  await memory.during(packSize, async (buffer) => {
    buffer.set(pack.bytes);
    release(pack.bytes);
    await storePack(blobs, announced, buffer.subarray(0, packSize), contents.length, options);
  });
  return {
    unitId: unitIdOf(scanId, engineDigest, contents),
    ...announced,
    bytes,
    blobs: contents.map(({ blob, kind }) => ({ blob, kind })),
  };
}

/** Streams share theirs with others of the same reading, whose time is over too; of other contents a part may be to come. */
function fillsItsMemory({ bytes, inflated }: PackMember): boolean {
  return inflated !== undefined || bytes.length === bytes.buffer.byteLength;
}

async function storePack(
  blobs: BlobStore,
  announced: AnnouncedPack,
  bytes: Uint8Array,
  files: number,
  { tracing, signal, announce, latePutMs, onStored, onRetry }: PackingOptions,
): Promise<void> {
  const { packKey } = announced;
  await announce(announced);
  signal.throwIfAborted();
  const since = performance.now();
  const attributes = { "pqc_audit.pack.bytes": bytes.length, "pqc_audit.pack.files": files };
  await tracing.span("store pack", { attributes }, () =>
    retrying(
      async () => {
        await blobs.put(packKey, bytes);
        if (!(await blobs.exists(packKey))) {
          throw new RetryableError(`The pack ${packKey} was stored, and is not there.`);
        }
      },
      { signal, onRetry },
    ),
  );
  if (performance.now() - since > latePutMs) await announceLate(blobs, announced, announce);
  onStored(bytes.length);
  await failpoint("coordinator.pack-put");
}

/**
 * This process was stopped, or the store was slow: the scan may be another's by now, and what was announced deleted before
 * it was there. The pack is of our epoch, so nobody else can need it.
 */
async function announceLate(
  blobs: BlobStore,
  pack: AnnouncedPack,
  announce: PackingOptions["announce"],
): Promise<void> {
  try {
    await announce(pack);
  } catch (error) {
    await blobs.delete(pack.packKey);
    throw error;
  }
}

/**
 * Hash of the scan, its engine and the sorted blob keys: planning the same again gives the same unit. Planning it for
 * another engine gives another, as the queue knows messages by their unit for a while.
 */
export function unitIdOf(scanId: string, engineDigest: string, keys: readonly BlobKey[]): string {
  const hash = createHash("sha256").update(`${scanId} ${engineDigest}`);
  for (const { blob, kind } of keys.toSorted(compareKeys)) hash.update(`\n${blob} ${kind}`);
  return hash.digest("hex");
}
