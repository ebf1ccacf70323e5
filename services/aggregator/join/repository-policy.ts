/**
 * What a repository says of itself in `.pqc-audit.yaml` at its root: scopes, lifetimes of data, kinds of systems, and
 * findings that it accepts, each with a reason. It comes from whoever is scanned, so it is read like any hostile file:
 * bounded, without aliases, patterns matched in linear time, and what is not understood makes the whole of it void.
 */
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { MAX_POLICY_BYTES, POLICY_FILE, type PolicyFile } from "@pqc-audit/platform/policy-file.ts";
import type { Scope } from "@pqc-audit/reports/model/finding.ts";
import { readWrappers, WrapperFault } from "@pqc-audit/scanner/wrappers/read-wrappers.ts";
import type { Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { globMatcher } from "../query/glob.ts";
import { date, FieldFault, fieldsOf, list, oneOf, optional, text, texts, whole } from "./repository-policy-fields.ts";
import { type PolicyText, parsePolicyText } from "./repository-policy-text.ts";

export interface Suppression {
  readonly reason: string;
  readonly until?: string;
}

export interface RepositoryPolicy {
  /** Undefined where the general rules decide. */
  scopeOf(path: string): Scope | undefined;
  /** What kind of system a file belongs to: `firmware-signing`, `network-equipment` … */
  classOf(path: string): string | undefined;
  /** Years that what a file encrypts has to stay secret. */
  lifetimeOf(path: string): number | undefined;
  /** `today` is an ISO date: an acceptance holds up to and including its `until` day. */
  suppressionOf(ruleId: string, path: string, today: string): Suppression | undefined;
  /** The repository's own functions that are looked for in it. */
  readonly wrappers?: Wrappers;
}

const SCOPES = ["production", "test", "example", "vendored", "generated", "documentation"] as const;

interface ForPaths<T> {
  readonly matches: (path: string) => boolean;
  readonly value: T;
}

interface Ignored extends Suppression {
  readonly rules: readonly string[];
}

/** A policy file, or why it is not heeded: one that is not understood is void as a whole. Neither where there is none. */
export function openRepositoryPolicy(file: PolicyFile | undefined): {
  readonly policy?: RepositoryPolicy;
  readonly fault?: string;
} {
  try {
    if (file?.text !== undefined) return { policy: readRepositoryPolicy(file.text) };
  } catch (thrown) {
    return { fault: `${messageOf(thrown)}: it is not heeded` };
  }
  return file?.fault === undefined ? {} : { fault: `${file.fault}: it is not heeded` };
}

/** Throws `UsageError`, one line that names file, line and field, where the text is no policy. */
export function readRepositoryPolicy(source: string): RepositoryPolicy {
  if (Buffer.byteLength(source) > MAX_POLICY_BYTES) throw fault(`is larger than ${MAX_POLICY_BYTES} bytes`);
  let given: PolicyText;
  try {
    given = parsePolicyText(source);
  } catch (thrown) {
    throw fault(`is no YAML: ${messageOf(thrown).split("\n")[0]}`);
  }
  try {
    return understood(given.value);
  } catch (thrown) {
    if (!(thrown instanceof FieldFault)) throw thrown;
    throw fault(`line ${given.lineOf(thrown.path)}, ${thrown.message}`);
  }
}

function fault(what: string): UsageError {
  return new UsageError(`${POLICY_FILE} ${what}`);
}

function understood(document: unknown): RepositoryPolicy {
  const top = fieldsOf(document ?? {}, "", ["version", "scopes", "dataLifetimes", "systems", "ignore", "wrappers"]);
  if (top.version !== undefined && top.version !== 1) throw new FieldFault("version", "only 1 is known");
  const scopes = list(top.scopes, "scopes").map((entry, at): ForPaths<Scope> => {
    const fields = fieldsOf(entry, `scopes[${at}]`, ["paths", "scope"]);
    return forPaths(fields.paths, `scopes[${at}]`, oneOf(fields.scope, `scopes[${at}].scope`, SCOPES));
  });
  const lifetimes = list(top.dataLifetimes, "dataLifetimes").map((entry, at): ForPaths<number> => {
    const fields = fieldsOf(entry, `dataLifetimes[${at}]`, ["paths", "years"]);
    return forPaths(fields.paths, `dataLifetimes[${at}]`, whole(fields.years, `dataLifetimes[${at}].years`, 200));
  });
  const systems = list(top.systems, "systems").map((entry, at): ForPaths<string> => {
    const fields = fieldsOf(entry, `systems[${at}]`, ["paths", "class"]);
    return forPaths(fields.paths, `systems[${at}]`, text(fields.class, `systems[${at}].class`));
  });
  const ignored = list(top.ignore, "ignore").map((entry, at): ForPaths<Ignored> => {
    const place = `ignore[${at}]`;
    const fields = fieldsOf(entry, place, ["rules", "paths", "reason", "until"]);
    const rules = texts(fields.rules, `${place}.rules`);
    if (rules.length === 0 && texts(fields.paths, `${place}.paths`).length === 0) {
      throw new FieldFault(place, "names neither rules nor paths");
    }
    const until = optional(fields.until, (value) => date(value, `${place}.until`));
    const reason = text(fields.reason, `${place}.reason`);
    return forPaths(fields.paths, place, { rules, reason, ...(until !== undefined && { until }) });
  });
  const wrappers = optional(top.wrappers, declared);
  return {
    ...(wrappers && { wrappers }),
    scopeOf: (path) => scopes.find((each) => each.matches(path))?.value,
    classOf: (path) => systems.find((each) => each.matches(path))?.value,
    lifetimeOf: (path) => lifetimes.find((each) => each.matches(path))?.value,
    suppressionOf(ruleId, path, today) {
      const entry = ignored.find(
        ({ matches, value }) =>
          (value.rules.length === 0 || value.rules.includes(ruleId)) &&
          (value.until === undefined || value.until >= today) &&
          matches(path),
      );
      if (!entry) return undefined;
      const { reason, until } = entry.value;
      return { reason, ...(until !== undefined && { until }) };
    },
  };
}

function declared(value: unknown): Wrappers {
  try {
    return readWrappers(value);
  } catch (thrown) {
    if (!(thrown instanceof WrapperFault)) throw thrown;
    const path = ["wrappers", ...thrown.path];
    const place = path.map((step, at) => (/^\d+$/.test(step) ? `[${step}]` : (at > 0 ? "." : "") + step)).join("");
    throw new FieldFault(place, thrown.message, path);
  }
}

/** Every path where no patterns are given. A pattern that ends in `/` means everything below. */
function forPaths<T>(given: unknown, place: string, value: T): ForPaths<T> {
  const patterns = texts(given, `${place}.paths`);
  const matchers = patterns.map((pattern) => {
    try {
      return globMatcher(pattern.endsWith("/") ? `${pattern}**` : pattern);
    } catch (thrown) {
      throw new FieldFault(`${place}.paths`, messageOf(thrown).replace("file_pattern", "a pattern"));
    }
  });
  return { value, matches: (path) => matchers.length === 0 || matchers.some((matches) => matches(path)) };
}
