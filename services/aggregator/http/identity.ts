/** Who a caller is, once known: a role, and the repositories it is for. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { globMatcher } from "../query/glob.ts";
import type { Reach } from "../repositories/reach.ts";

/** Each may do what those before it may. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What limits a caller; what is absent limits nothing. In SQL: `withinReach`. */
export interface Identity extends Reach {
  /** The same as long as it is the same caller: whose requests are whose. No secret. */
  readonly id: string;
  /** For logs; no secret. */
  readonly name: string;
  readonly role: Role;
  /** Which state of all repositories' teams `reaches` goes by, at least; of what `inTeams` made. */
  readonly teamsAsOf?: number;
  /** Where there are teams, only of what `inTeams` made: before that it reaches nothing. */
  readonly reaches: (target: string) => boolean;
}

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

export function mayAct(identity: Identity, needed: Role): boolean {
  return ROLES.indexOf(identity.role) >= ROLES.indexOf(needed);
}

/** Whether there are repositories that are not for this caller. */
export function isLimited({ repositories, teams }: Reach): boolean {
  return repositories !== undefined || teams !== undefined;
}

/** Throws `UsageError` where a glob is none, or would look at the last part of a target only. */
export function createIdentity(id: string, name: string, role: Role, { repositories, teams }: Reach): Identity {
  const matches = repositories === undefined ? () => true : matcherOf(repositories);
  const reaches = teams === undefined ? matches : () => false;
  return { id, name, role, ...(repositories && { repositories }), ...(teams && { teams }), reaches };
}

/** Who of `TeamIndex` says what team a repository is of. */
export interface Teams {
  readonly version: number;
  readonly teamOf: (target: string) => string | undefined;
}

/** The same caller, whose teams are looked up. */
export function inTeams(identity: Identity, index: Teams): Identity {
  const { repositories, teams } = identity;
  if (teams === undefined) return identity;
  const matches = repositories === undefined ? () => true : matcherOf(repositories);
  const isTheirs = (team: string | undefined) => team !== undefined && teams.includes(team);
  return {
    ...identity,
    teamsAsOf: index.version,
    reaches: (target) => isTheirs(index.teamOf(target)) && matches(target),
  };
}

function matcherOf(repositories: readonly string[]): (target: string) => boolean {
  const matchers = repositories.map((glob) => {
    if (!glob.includes("/")) {
      throw new UsageError(`repositories=${glob} names no repository: write a glob such as https://git.example/team/*`);
    }
    try {
      return globMatcher(glob);
    } catch (thrown) {
      throw new UsageError(`repositories=${glob} is no glob`, { cause: thrown });
    }
  });
  return (target) => matchers.some((matches) => matches(target));
}

/**
 * Whether a target has one spelling only. `team/../other` and `team%2f..%2fother` look like `team/**` and are something
 * else to a server, so no such target is taken from anyone.
 */
export function isPlainTarget(target: string): boolean {
  const path = target.replace(/^[a-z][a-z0-9]*:\/\//i, "");
  return !/%(?:2e|2f|5c|00)|\\|\/\//i.test(path) && !/(?:^|[/:])\.{1,2}(?:\/|$)/.test(path);
}
