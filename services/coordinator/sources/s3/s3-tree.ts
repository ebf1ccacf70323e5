/**
 * Objects below a prefix as a source. They are listed, then each is read once into the spool, as it was listed: nobody scans a
 * mixture. A plan of all of them reads all before it begins, so that one that was changed in between makes it begin again. Of a
 * prefix that is planned by ranges, or of which a part is planned, each is read when it is come to, and one that was changed
 * ends the scan. Those above the size limit are not read.
 */
import { createHash } from "node:crypto";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { ObjectTrees, StoredObject } from "@pqc-audit/platform/ports/object-trees.ts";
import { pathOfName } from "../archive/member.ts";
import type { Source } from "../source.ts";
import { Spool } from "../spool.ts";
import { type Place, Places, rangesIn, spooledSource } from "../spooled-source.ts";
import { ObjectContents } from "./object-contents.ts";
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
  /** Ranges of it are planned, or the rest behind a path, or more than so many objects are cut: each is read when it is come to. */
  readonly parts?: "ranges" | { readonly behind: string } | { readonly objects: number } | undefined;
}

interface Stop {
  readonly signal?: AbortSignal | undefined;
}

/** Where a part is planned already, nobody can begin again: then the scan fails. */
const TRIES = { parts: 4, whole: 2 } as const;

/** Throws `TerminalError` where nothing is there, or more than the limits allow. */
export async function openS3Tree(
  { target, ref, maxFileSizeBytes, parts }: S3Asked,
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
  const { places, byPath } = placed(objects, place.prefix);
  const tries = inParts(objects.length, parts) ? TRIES.parts : TRIES.whole;
  const spool = await Spool.open(maxFileSizeBytes, temporaryFolder);
  const planned = plannedOf(places, parts);
  const contents = new ObjectContents({
    ...place,
    places,
    byPath,
    spool,
    store,
    maxFileSizeBytes,
    planned,
    tries,
    signal,
  });
  try {
    if (tries === TRIES.whole) for (let index = 0; index < places.length; index++) await contents.bring(index);
    return spooledSource({ location: place.target, commit }, places, spool, contents.bring);
  } catch (error) {
    await spool.close();
    throw error;
  }
}

function inParts(objects: number, parts: S3Asked["parts"]): boolean {
  if (typeof parts !== "object" || "behind" in parts) return parts !== undefined;
  return parts.objects > 0 && rangesIn(objects, parts.objects) > 1;
}

/** How many places are planned already; none where the path is not there, which whoever goes on behind it says. */
function plannedOf(places: readonly Place[], parts: S3Asked["parts"]): number {
  if (typeof parts !== "object" || !("behind" in parts)) return 0;
  return places.findIndex(({ entry }) => entry.path === parts.behind) + 1;
}

/** In tree order; and which of them is which object. */
function placed(objects: readonly StoredObject[], prefix: string) {
  const places = new Places("object");
  const byPath = new Map<string, StoredObject>();
  for (const object of objects) {
    const path = pathOfName(Buffer.from(object.key.slice(prefix.length)));
    if (path === undefined) {
      places.leaveOut("file", "unsafe-path");
      continue;
    }
    places.put({ entry: { path, type: "file", size: object.size } });
    byPath.set(path, object);
  }
  return { places: [...places.sorted()] satisfies Place[], byPath };
}

/** What stands for it where a repository has a commit: changes with every object that is written, and needs none to be read. */
export async function headOfS3Tree(
  asked: Pick<S3Asked, "target" | "ref">,
  settings: S3Settings | undefined,
  stop: Stop,
): Promise<string> {
  return (await listed(asked, settings, stop)).commit;
}

interface Listing {
  readonly place: S3Target;
  readonly objects: readonly StoredObject[];
  readonly commit: string;
}

async function listed(
  { target, ref }: Pick<S3Asked, "target" | "ref">,
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
