/** Reads the files in which a repository speaks of itself: bounded, as they come from whoever is scanned. */
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import { MAX_OWNERS_BYTES, OWNERS_FILES, type OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { MAX_POLICY_BYTES, POLICY_FILE, type PolicyFile } from "@pqc-audit/platform/policy-file.ts";
import type { Source, SourceChanges } from "./source.ts";

/** Undefined where the repository has none. `maxFileSizeBytes`: larger contents the source may not have. */
export async function readPolicyFile(source: Source, maxFileSizeBytes: number): Promise<PolicyFile | undefined> {
  return readText(source, POLICY_FILE, Math.min(MAX_POLICY_BYTES, maxFileSizeBytes));
}

/** Without a path where the repository names no owners. */
export async function readOwnersFile(source: Source, maxFileSizeBytes: number): Promise<OwnersFile> {
  for (const path of OWNERS_FILES) {
    const file = await readText(source, path, Math.min(MAX_OWNERS_BYTES, maxFileSizeBytes));
    if (file) return { path, ...file };
  }
  return {};
}

async function readText(source: Source, path: string, most: number): Promise<PolicyFile | undefined> {
  const found = await source.find(path);
  if (found === undefined) return undefined;
  const [entry = found] = found.absent && source.fetch ? await source.fetch([found]) : [];
  if (entry.error !== undefined) return { fault: entry.error };
  if (entry.type !== "file") return { fault: `${path} is no ordinary file` };
  const tooLarge = { fault: `${path} is larger than ${most} bytes` };
  if (entry.size > most) return tooLarge;
  try {
    for await (const { bytes } of source.read([entry])) {
      // A file on disk may have grown since it was looked at.
      return bytes.length > most ? tooLarge : textOf(path, bytes);
    }
  } catch (error) {
    // Without permission to read it, say: the rest can be scanned all the same.
    if (error instanceof TerminalError) return { fault: `${path}: ${messageOf(error)}` };
    throw error;
  }
  return { fault: `${path} was not delivered by the repository` };
}

/** The file of an earlier commit, without text where it had none; undefined where another lies there now. */
export function keptPolicy(
  text: string | undefined,
  { gone, come }: SourceChanges,
): Pick<PolicyFile, "text"> | undefined {
  if ([...gone, ...come].some(({ path }) => path === POLICY_FILE)) return undefined;
  return text === undefined ? {} : { text };
}

/** What an earlier commit said of owners; undefined where that is not known, or may be otherwise now. */
export function keptOwners(known: OwnersFile | undefined, { gone, come }: SourceChanges): OwnersFile | undefined {
  const files: readonly string[] = OWNERS_FILES;
  return [...gone, ...come].some(({ path }) => files.includes(path)) ? undefined : known;
}

function textOf(path: string, bytes: Uint8Array): PolicyFile {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? { fault: `${path} holds a NUL: it is no text` } : { text };
  } catch {
    return { fault: `${path} is not UTF-8` };
  }
}
