/** The source of a claimed scan: the commit an earlier coordinator planned, or the one its ref names now. */
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { SourceSettings } from "../config.ts";
import { openGit } from "./git.ts";
import type { Source } from "./source.ts";

export async function openClaimed(claim: ScanClaim, settings: SourceSettings, signal: AbortSignal): Promise<Source> {
  const { target, resume, options } = claim;
  const common = { ...settings, maxFileSizeBytes: options.maxFileSizeBytes, signal };
  const atRef = () => openGit(target, { ...common, ...(options.ref !== undefined && { ref: options.ref }) });
  if (resume === undefined) return atRef();
  try {
    return await openGit(target, { ...common, ref: resume.commit });
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    // Old servers give out what a ref names and nothing else.
    const source = await atRef();
    if (source.commit === resume.commit) return source;
    await source.close();
    throw new TerminalError(
      `${source.location} no longer gives out ${resume.commit}, of which a part is planned: submit the scan again.`,
      { cause: error },
    );
  }
}
