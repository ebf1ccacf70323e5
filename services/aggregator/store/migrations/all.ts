import { ledger } from "./0001-ledger.ts";
import { results } from "./0002-results.ts";
import { findings } from "./0003-findings.ts";
import { suspects } from "./0004-suspects.ts";
import { refusedPacks } from "./0005-refused-packs.ts";
import { retention } from "./0006-retention.ts";
import { requesters } from "./0007-requesters.ts";
import { findingFiles } from "./0008-finding-files.ts";
import { announcedPacks } from "./0009-announced-packs.ts";
import { removals } from "./0010-removals.ts";
import { scanPolicies } from "./0011-scan-policies.ts";
import { secondPasses } from "./0012-second-passes.ts";
import { largeBlobs } from "./0013-large-blobs.ts";
import { differences } from "./0014-differences.ts";
import { engineParts } from "./0015-engine-parts.ts";
import { scansByCommit } from "./0016-scans-by-commit.ts";
import { ranges } from "./0017-ranges.ts";
import { lives } from "./0018-lives.ts";
import { planAnswers } from "./0019-plan-answers.ts";
import { anchorSets } from "./0020-anchor-sets.ts";
import { headChecks } from "./0021-head-checks.ts";
import { repositoryFacts } from "./0022-repository-facts.ts";
import { changedScans } from "./0023-changed-scans.ts";
import { inventory } from "./0024-inventory.ts";
import { exceptions } from "./0025-exceptions.ts";
import { owners } from "./0026-owners.ts";
import { webhooks } from "./0027-webhooks.ts";
import { headRuns } from "./0028-head-runs.ts";
import { newestSums } from "./0029-newest-sums.ts";
import { unseenContents } from "./0030-unseen-contents.ts";
import type { Migration } from "./migration.ts";

export const MIGRATIONS: readonly Migration[] = [
  ledger,
  results,
  findings,
  suspects,
  refusedPacks,
  retention,
  requesters,
  findingFiles,
  announcedPacks,
  removals,
  scanPolicies,
  secondPasses,
  largeBlobs,
  differences,
  engineParts,
  scansByCommit,
  ranges,
  lives,
  planAnswers,
  anchorSets,
  headChecks,
  repositoryFacts,
  changedScans,
  inventory,
  exceptions,
  owners,
  webhooks,
  headRuns,
  newestSums,
  unseenContents,
];
