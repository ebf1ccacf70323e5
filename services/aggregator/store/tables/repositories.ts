/** What people say of repositories and accept. */
import type { Criticality } from "../../repositories/criticality.ts";

/** What people say of a repository, scanned or not. */
export interface RepositoryFactsTable {
  target: string;
  owner: string | null;
  team: string | null;
  /** A list, JSON; each has a row of `repository_tag` too. */
  tags: string;
  data_class: string | null;
  confidentiality_years: number | null;
  criticality: Criticality | null;
  changed_at: number;
  /** `Identity.name`. */
  changed_by: string;
}

export interface RepositoryTagTable {
  tag: string;
  target: string;
}

/** An exception. Its state is what has been done to it, and when it ends. */
export interface AcceptedRiskTable {
  id: string;
  /** Every repository where null. */
  target: string | null;
  finding_id: string | null;
  rule: string | null;
  algorithm: string | null;
  family: string | null;
  file_pattern: string | null;
  reason: string;
  /** ISO date, the last day on which it holds. */
  until: string;
  /** `Identity.name`, and `Identity.id`, which tells whether it is the same. */
  asked_by: string;
  asked_by_id: string;
  asked_at: number;
  approved_by: string | null;
  approved_by_id: string | null;
  approved_at: number | null;
  revoked_by: string | null;
  revoked_by_id: string | null;
  revoked_at: number | null;
  revoked_why: string | null;
}
