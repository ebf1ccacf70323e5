/**
 * Objects below a prefix as a source. They are listed, then each is read once into the spool, as it was listed: one that was
 * changed in between makes all of it be tried again, so that nobody scans a mixture. Those above the size limit are not read.
 */
import { createHash } from "node:crypto";
import { RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { ObjectTrees, StoredObject } from "@pqc-audit/platform/ports/object-trees.ts";
import { pathOfName } from "../archive/member.ts";
import { orNoRoom } from "../no-room.ts";
import type { Source } from "../source.ts";
import { Spool } from "../spool.ts";
import { Places, spooledSource } from "../spooled-source.ts";
import { parseS3Target, type S3Access, type S3Target } from "./s3-target.ts";

export interface S3Settings extends S3Access {
  readonly objects: ObjectTrees;
  readonly maxObjects: number;
  /** Of all objects that are read together. */
  readonly maxBytes: number;
}

export interface S3Asked {
  readonly target: string;
  readonly ref?: string | undefined;
  /** Larger objects are listed and not read. */
  readonly maxFileSizeBytes: number;
}

interface Stop {
  readonly signal?: AbortSignal | undefined;
}

/** Small ones are asked for so many at once; a larger one comes alone, piece by piece. */
const AT_ONCE = 16;
const SMALL_BYTES = 1024 * 1024;

/** Throws `TerminalError` where nothing is there, or more than the limits allow. */
export async function openS3Tree(
  { target, ref, maxFileSizeBytes }: S3Asked,
  settings: S3Settings | undefined,
  { signal, temporaryFolder }: Stop & { readonly temporaryFolder?: string | undefined },
): Promise<Source> {
  const { place, objects, commit } = await listed({ target, ref }, settings, { signal });
  const read = objects.filter(({ size }) => size <= maxFileSizeBytes);
  const bytes = read.reduce((total, { size }) => total + size, 0);
  const { maxBytes = 0, objects: store } = settings ?? {};
  if (store === undefined || bytes > maxBytes) {
    throw new TerminalError(`${place.target} has ${bytes} bytes to read, and the limit is ${maxBytes}.`);
  }
  const spool = await Spool.open(maxFileSizeBytes, temporaryFolder);
  try {
    const places = new Places("object");
    const add = async (object: StoredObject, path: string, content: AsyncIterable<Uint8Array>) => {
      const { blob, at } = await spool.add(content, object.size, () => {
        return new RetryableError(`${JSON.stringify(object.key)} is not of the ${object.size} bytes that were listed`);
      });
      places.put({ entry: { path, type: "file", size: object.size, blob }, ...(at !== undefined && { at }) });
    };
    let small: { readonly object: StoredObject; readonly path: string }[] = [];
    const addSmall = async () => {
      const contents = await Promise.all(
        small.map(({ object }) => Array.fromAsync(store.read(place.bucket, object, signal))),
      );
      for (const [index, { object, path }] of small.entries()) await add(object, path, piecesOf(contents[index] ?? []));
      small = [];
    };
    for (const object of objects) {
      signal?.throwIfAborted();
      const path = pathOfName(Buffer.from(object.key.slice(place.prefix.length)));
      if (path === undefined) places.leaveOut("file", "unsafe-path");
      else if (object.size > maxFileSizeBytes) places.put({ entry: { path, type: "file", size: object.size } });
      else if (object.size > SMALL_BYTES) await add(object, path, store.read(place.bucket, object, signal));
      else if (small.push({ object, path }) === AT_ONCE) await addSmall();
    }
    await addSmall();
    return spooledSource({ location: place.target, commit }, places.sorted(), spool);
  } catch (error) {
    await spool.close();
    throw orNoRoom(error, place.target);
  }
}

/** What stands for it where a repository has a commit: changes with every object that is written, and needs none to be read. */
export async function headOfS3Tree(
  asked: Omit<S3Asked, "maxFileSizeBytes">,
  settings: S3Settings | undefined,
  stop: Stop,
): Promise<string> {
  return (await listed(asked, settings, stop)).commit;
}

async function* piecesOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

interface Listing {
  readonly place: S3Target;
  readonly objects: readonly StoredObject[];
  readonly commit: string;
}

async function listed(
  { target, ref }: Omit<S3Asked, "maxFileSizeBytes">,
  settings: S3Settings | undefined,
  { signal }: Stop,
): Promise<Listing> {
  if (settings === undefined) throw new TerminalError(`${target}: no bucket is allowed here (sources.s3_buckets).`);
  if (ref !== undefined) throw new TerminalError(`${target} has no refs: leave the ref out.`);
  const place = allowed(target, settings);
  const objects: StoredObject[] = [];
  const hash = createHash("sha1");
  for await (const object of settings.objects.list(place.bucket, place.prefix, signal)) {
    const { key, size, tag, modifiedMs } = object;
    // Consoles make these to show an empty folder.
    if (size === 0 && key.endsWith("/")) continue;
    if (objects.push(object) > settings.maxObjects) {
      throw new TerminalError(`${place.target} has more than ${settings.maxObjects} objects, which is the limit.`);
    }
    hash.update(`${JSON.stringify([key.slice(place.prefix.length), size, tag, modifiedMs])}\n`);
  }
  if (objects.length === 0) throw new TerminalError(`There is no object below ${place.target}/.`);
  return { place, objects, commit: hash.digest("hex") };
}

/** Again, as the configuration may be another one than when it was submitted. */
function allowed(target: string, access: S3Access): S3Target {
  try {
    return parseS3Target(target, access);
  } catch (error) {
    if (error instanceof UsageError) throw new TerminalError(error.message, { cause: error });
    throw error;
  }
}
