/** Who a caller is, once known: a role, and the repositories it is for. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { globMatcher } from "../query/glob.ts";

/** Each may do what those before it may. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface Identity {
  /** The same as long as it is the same caller: whose requests are whose. No secret. */
  readonly id: string;
  /** For logs; no secret. */
  readonly name: string;
  readonly role: Role;
  /** Globs over targets; every repository where absent. */
  readonly repositories?: readonly string[];
  readonly reaches: (target: string) => boolean;
}

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

export function mayAct(identity: Identity, needed: Role): boolean {
  return ROLES.indexOf(identity.role) >= ROLES.indexOf(needed);
}

/** Throws `UsageError` where a glob is none, or would look at the last part of a target only. */
export function createIdentity(
  id: string,
  name: string,
  role: Role,
  repositories: readonly string[] | undefined,
): Identity {
  if (repositories === undefined) return { id, name, role, reaches: () => true };
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
  return { id, name, role, repositories, reaches: (target) => matchers.some((matches) => matches(target)) };
}

/**
 * Whether a target has one spelling only. `team/../other` and `team%2f..%2fother` look like `team/**` and are something
 * else to a server, so no such target is taken from anyone.
 */
export function isPlainTarget(target: string): boolean {
  const path = target.replace(/^[a-z]+:\/\//i, "");
  return !/%(?:2e|2f|5c|00)|\\|\/\//i.test(path) && !/(?:^|[/:])\.{1,2}(?:\/|$)/.test(path);
}
