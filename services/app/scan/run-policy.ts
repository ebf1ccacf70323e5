/** The policy of one scan: what was asked for, and what the repository says of itself. */
import { readFileSync } from "node:fs";
import { type OwnersOf, openOwners } from "@pqc-audit/aggregator/join/owners.ts";
import { ALL_RIGHTS, defaultPolicy, NO_RIGHTS, type Policy, underMandates } from "@pqc-audit/aggregator/join/policy.ts";
import type { RepositoryPolicy } from "@pqc-audit/aggregator/join/repository-policy.ts";
import { readOwnersFile, readPolicyFile } from "@pqc-audit/coordinator/sources/policy-file.ts";
import type { Source } from "@pqc-audit/coordinator/sources/source.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { Judging } from "./request.ts";

const EVERYTHING: Judging = { mandates: [], honourRepository: true };

export class RunPolicy {
  readonly #judging: Judging;
  readonly #policy: Policy;
  #repository: RepositoryPolicy | undefined;
  #owners: OwnersOf | undefined;

  private constructor(judging: Judging, policy: Policy, repository: RepositoryPolicy | undefined) {
    this.#judging = judging;
    this.#policy = policy;
    this.#repository = repository;
  }

  /** Throws `UsageError` for mandates and policy files that cannot be used, before anything is scanned. */
  static async of(judging: Judging = EVERYTHING, today: Date): Promise<RunPolicy> {
    const policy = underMandates(defaultPolicy(today), judging.mandates);
    const { policyFile } = judging;
    return new RunPolicy(judging, policy, policyFile === undefined ? undefined : await openPolicy(policyFile));
  }

  /** Looks for the repository's own policy. Answers what is wrong with it; it is void then. */
  async look(source: Source, maxFileSizeBytes: number): Promise<string | undefined> {
    const { honourRepository, policyFile } = this.#judging;
    if (!honourRepository || policyFile !== undefined) return undefined;
    const file = await readPolicyFile(source, maxFileSizeBytes);
    if (!file) return undefined;
    const { openRepositoryPolicy } = await repositoryPolicies();
    const { policy, fault } = openRepositoryPolicy(file);
    this.#repository = policy;
    return fault;
  }

  /** Looks for whom the repository names as owners of its files. Answers what is wrong with that; nobody is named then. */
  async lookForOwners(
    source: Source,
    maxFileSizeBytes: number,
  ): Promise<{ readonly path: string; readonly fault: string } | undefined> {
    const file = await readOwnersFile(source, maxFileSizeBytes);
    const { owners, fault } = openOwners(file);
    this.#owners = owners;
    return fault === undefined || file.path === undefined ? undefined : { path: file.path, fault };
  }

  /** The repository's own functions that are to be looked for. */
  wrappers(): Wrappers | undefined {
    return this.#judging.honourRepository ? this.#repository?.wrappers : undefined;
  }

  policy(): Policy {
    const { honourRepository, leadMonths } = this.#judging;
    return {
      ...this.#policy,
      rights: honourRepository ? ALL_RIGHTS : NO_RIGHTS,
      ...(this.#repository && { repository: this.#repository }),
      ...(this.#owners && { owners: this.#owners }),
      ...(leadMonths !== undefined && { leadMonths }),
    };
  }
}

/** A policy that somebody names. Throws `UsageError`. */
export async function openPolicy(file: string): Promise<RepositoryPolicy> {
  const { readRepositoryPolicy } = await repositoryPolicies();
  try {
    return readRepositoryPolicy(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`cannot use the policy ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** Most repositories have none, and what reads one knows every language that functions can be declared for. */
const repositoryPolicies = () => import("@pqc-audit/aggregator/join/repository-policy.ts");
