/** Reads a repository's policy file: bounded, as it comes from whoever is scanned. */
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import { MAX_POLICY_BYTES, POLICY_FILE, type PolicyFile } from "@pqc-audit/platform/policy-file.ts";
import type { Source, SourceChanges } from "./source.ts";

/** Undefined where the repository has none. `maxFileSizeBytes`: larger contents the source may not have. */
export async function readPolicyFile(source: Source, maxFileSizeBytes: number): Promise<PolicyFile | undefined> {
  const found = await source.find(POLICY_FILE);
  if (found === undefined) return undefined;
  const [entry = found] = found.absent && source.fetch ? await source.fetch([found]) : [];
  if (entry.error !== undefined) return { fault: entry.error };
  if (entry.type !== "file") return { fault: `${POLICY_FILE} is no ordinary file` };
  const most = Math.min(MAX_POLICY_BYTES, maxFileSizeBytes);
  const tooLarge = { fault: `${POLICY_FILE} is larger than ${most} bytes` };
  if (entry.size > most) return tooLarge;
  try {
    for await (const { bytes } of source.read([entry])) {
      // A file on disk may have grown since it was looked at.
      return bytes.length > most ? tooLarge : textOf(bytes);
    }
  } catch (error) {
    // Without permission to read it, say: the rest can be scanned all the same.
    if (error instanceof TerminalError) return { fault: `${POLICY_FILE}: ${messageOf(error)}` };
    throw error;
  }
  return { fault: `${POLICY_FILE} was not delivered by the repository` };
}

/** The file of an earlier commit, without text where it had none; undefined where another lies there now. */
export function keptPolicy(
  text: string | undefined,
  { gone, come }: SourceChanges,
): Pick<PolicyFile, "text"> | undefined {
  if ([...gone, ...come].some(({ path }) => path === POLICY_FILE)) return undefined;
  return text === undefined ? {} : { text };
}

function textOf(bytes: Uint8Array): PolicyFile {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? { fault: `${POLICY_FILE} holds a NUL: it is no text` } : { text };
  } catch {
    return { fault: `${POLICY_FILE} is not UTF-8` };
  }
}
