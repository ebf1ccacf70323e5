/** What holds for a whole plan, whoever makes which part of it: what the repository says of itself at the commit. */
import { retrying } from "@pqc-audit/platform/backoff.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { POLICY_FILE, type PolicyFile } from "@pqc-audit/platform/policy-file.ts";
import type { PlanPage, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { PlanDependencies } from "./plan-dependencies.ts";
import { readOwnersFile, readPolicyFile } from "./sources/policy-file.ts";
import type { Source } from "./sources/source.ts";

export interface Beginning {
  /** Of a plan that begins here; one that is resumed has stored it. */
  readonly policy: PolicyFile | undefined;
  /** Likewise. */
  readonly owners: OwnersFile | undefined;
  /** Looked for in a second pass. */
  readonly wrappers: Wrappers | undefined;
}

export interface Heeding {
  readonly claim: ScanClaim;
  readonly dependencies: PlanDependencies;
  readonly signal: AbortSignal;
  readonly maxFileSizeBytes: number;
  /** The policy file, where it need not be read. */
  readonly kept?: Pick<PolicyFile, "text"> | undefined;
  /** Whom the repository names as owners, where that need not be read. */
  readonly keptOwners?: OwnersFile | undefined;
}

/** What was said when the plan began holds to its end, whatever this coordinator is told to allow. */
export async function beginningOf(source: Source, heeding: Heeding): Promise<Beginning> {
  const { claim, dependencies, kept } = heeding;
  const { settings, wrappersOf } = dependencies;
  const { resume } = claim;
  if (resume !== undefined && resume.wrappers === undefined)
    return { policy: undefined, owners: undefined, wrappers: undefined };
  const policy = kept
    ? kept.text === undefined
      ? undefined
      : kept
    : await reading(() => readPolicyFile(source, heeding.maxFileSizeBytes), heeding);
  const declared = policy?.text === undefined ? undefined : wrappersOf(policy.text);
  if (resume === undefined) {
    const owners =
      heeding.keptOwners ?? (await reading(() => readOwnersFile(source, heeding.maxFileSizeBytes), heeding));
    return { policy, owners, wrappers: settings.allowWrappers ? declared : undefined };
  }
  if (declared?.digest === resume.wrappers) return { policy: undefined, owners: undefined, wrappers: declared };
  throw new TerminalError(
    `${source.location} was planned for other functions of its own than ${POLICY_FILE} declares: submit the scan again.`,
  );
}

/** As page 0 says it, or who cuts the tree. */
export function saidFirst({ policy, owners, wrappers }: Beginning): Pick<PlanPage, "policy" | "owners" | "wrappers"> {
  return { ...(policy && { policy }), ...(owners && { owners }), ...(wrappers && { wrappers: wrappers.digest }) };
}

function reading<T>(read: () => Promise<T>, { dependencies: { settings, logger }, signal }: Heeding): Promise<T> {
  return retrying(read, {
    signal,
    attempts: settings.sourceAttempts,
    onRetry: (error) =>
      logger.warn("reading what the repository says of itself is tried again", { reason: error.message }),
  });
}
