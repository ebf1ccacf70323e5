/** The policy of one scan: what was asked for, and what the repository says of itself once its file was seen. */
import { readFileSync } from "node:fs";
import { defaultPolicy, type Policy, underMandates } from "@pqc-audit/aggregator/join/policy.ts";
import {
  POLICY_FILE,
  type RepositoryPolicy,
  readRepositoryPolicy,
} from "@pqc-audit/aggregator/join/repository-policy.ts";
import { MAX_POLICY_BYTES } from "@pqc-audit/aggregator/join/repository-policy-fields.ts";
import type { Source, SourceEntry } from "@pqc-audit/coordinator/sources/source.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Judging } from "./request.ts";

const EVERYTHING: Judging = { mandates: [], honourRepository: true };

export class RunPolicy {
  readonly #judging: Judging;
  readonly #policy: Policy;
  #repository: RepositoryPolicy | undefined;

  /** Throws `UsageError` for mandates and policy files that cannot be used, before anything is scanned. */
  constructor(judging: Judging = EVERYTHING, today: Date) {
    this.#judging = judging;
    this.#policy = underMandates(defaultPolicy(today), judging.mandates);
    if (judging.policyFile !== undefined) this.#repository = openPolicy(judging.policyFile);
  }

  /** Looks whether this is the repository's own policy. Answers what is wrong with it; it is void then. */
  async look(entry: SourceEntry, source: Source): Promise<string | undefined> {
    const { honourRepository, policyFile } = this.#judging;
    if (entry.path !== POLICY_FILE || entry.type !== "file" || !honourRepository || policyFile !== undefined)
      return undefined;
    if (entry.size > MAX_POLICY_BYTES)
      return `${POLICY_FILE} is larger than ${MAX_POLICY_BYTES} bytes: it is not heeded`;
    for await (const { bytes } of source.read([entry])) {
      try {
        this.#repository = readRepositoryPolicy(Buffer.from(bytes).toString("utf8"));
      } catch (thrown) {
        return `${messageOf(thrown)}: it is not heeded`;
      }
    }
    return undefined;
  }

  policy(): Policy {
    const { honourRepository, leadMonths } = this.#judging;
    return {
      ...this.#policy,
      honourInlineIgnores: honourRepository,
      ...(leadMonths !== undefined && { leadMonths }),
      ...(this.#repository && { repository: this.#repository }),
    };
  }
}

function openPolicy(file: string): RepositoryPolicy {
  try {
    return readRepositoryPolicy(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot use the policy ${file}: ${messageOf(error)}`, { cause: error });
  }
}
