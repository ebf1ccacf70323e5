/** The filters that every list of findings has: one schema, and one way from a request to a filter. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import type { FindingState } from "@pqc-audit/reports/model/changes.ts";
import { type Scope, SEVERITIES, type Severity } from "@pqc-audit/reports/model/finding.ts";
import type { ClassicalVerdict, Purpose, QuantumVerdict, Usage } from "@pqc-audit/scanner/fact.ts";
import type { Policy } from "../join/policy.ts";
import { FINDING_STATES } from "../lives/changes.ts";
import type { Filter } from "../query/filter.ts";
import { ORDERS, type Order } from "../query/selection.ts";
import type { JudgingQuery } from "./judging.ts";
import { judging, paging } from "./schemas.ts";

/** Records, so that the compiler refuses a value that is forgotten. */
const QUANTUM: Record<QuantumVerdict, true> = {
  broken: true,
  weakened: true,
  safe: true,
  hybrid: true,
  "post-quantum": true,
  unknown: true,
};
const CLASSICAL: Record<ClassicalVerdict, true> = { broken: true, weak: true, ok: true };
const USAGES: Record<Usage, true> = {
  call: true,
  configuration: true,
  "key-material": true,
  certificate: true,
  dependency: true,
  definition: true,
};
const PURPOSES: Record<Purpose, true> = {
  "key-establishment": true,
  signature: true,
  encryption: true,
  hash: true,
  mac: true,
  "key-derivation": true,
  random: true,
  protocol: true,
  unknown: true,
};
const SCOPES: Record<Scope, true> = {
  production: true,
  test: true,
  example: true,
  vendored: true,
  generated: true,
  documentation: true,
};

const oneOf = (values: readonly string[], what: string) =>
  ({
    type: "array",
    maxItems: values.length,
    items: { type: "string", enum: values },
    description: `Only ${what}; may be repeated.`,
  }) as const;
const named = (what: string, maxLength = 200) =>
  ({
    type: "array",
    maxItems: 50,
    items: { type: "string", minLength: 1, maxLength, pattern: "^[^\\x00]+$" },
    description: `Only ${what}; may be repeated.`,
  }) as const;
const yesOrNo = (description: string) => ({ type: "boolean", description }) as const;

/** What can be told of a finding without looking at where it stands: whatever is counted can be filtered so. */
export const kindFilters = {
  ...judging,
  severity: oneOf(SEVERITIES, "these severities"),
  family: named("these families, such as `RSA`"),
  algorithm: named("these algorithms with their parameters, such as `RSA-2048`"),
  quantum: oneOf(Object.keys(QUANTUM), "what a quantum computer does this to"),
  classical: oneOf(Object.keys(CLASSICAL), "what is so today"),
  usage: oneOf(Object.keys(USAGES), "these usages"),
  purpose: oneOf(Object.keys(PURPOSES), "these purposes"),
  scope: oneOf(Object.keys(SCOPES), "these scopes"),
  language: named("these languages or artifact formats"),
  library: named("these libraries"),
  rule: named("the rules with these ids, or with ids that begin so up to a dot: `java.jca`"),
  state: {
    ...oneOf(FINDING_STATES, "these, against the scan before"),
    description: "Only these, against the scan before; may be repeated. Of a first scan all are new.",
  },
  suppressed: yesOrNo("Only what is suppressed, or only what is not; everything where absent."),
  unresolved: yesOrNo("Only uses whose algorithm is decided at run time, or only the others."),
  overdue: yesOrNo(
    "Only what ships and has a deadline that has passed, or passes within `lead_months`, or only the others; " +
      "with `mandate` under these mandates alone.",
  ),
} as const;

/** What needs a look at single findings. */
const placeFilters = {
  file_pattern: {
    type: "string",
    minLength: 1,
    maxLength: 256,
    pattern: "^[^\\x00]+$",
    description: "Glob over the path (`src/**/*.java`), or over the file name where it holds no `/` (`*.java`).",
  },
  expires_before: {
    type: "string",
    pattern: "^\\d{4}-\\d{2}-\\d{2}$",
    description: "ISO date: only what expires before that day begins (UTC).",
  },
} as const;

export const findingFilters = { ...kindFilters, ...placeFilters } as const;

/** Over several repositories. */
export const repositoryFilters = {
  target: named("these repositories, as their scans name them", 2_000),
  team: named("repositories that are said to be of one of these teams"),
  tag: named("repositories that have one of these tags"),
} as const;

export const sort = {
  type: "string",
  enum: ORDERS,
  default: "path",
  description:
    "`path`: by repository, path and position. `-severity`: the most severe first. `expires`: what expires first, " +
    "and behind it what does not.",
} as const;

export const pagedFindings = {
  ...paging,
  after: {
    type: "string",
    minLength: 1,
    maxLength: 20_000,
    description: "`next` of the answer before, instead of `page`: as fast however far it is.",
  },
  sort,
} as const;

export interface FilterQuery extends JudgingQuery {
  readonly severity?: readonly Severity[];
  readonly family?: readonly string[];
  readonly algorithm?: readonly string[];
  readonly quantum?: readonly QuantumVerdict[];
  readonly classical?: readonly ClassicalVerdict[];
  readonly usage?: readonly Usage[];
  readonly purpose?: readonly Purpose[];
  readonly scope?: readonly Scope[];
  readonly language?: readonly string[];
  readonly library?: readonly string[];
  readonly rule?: readonly string[];
  readonly state?: readonly FindingState[];
  readonly suppressed?: boolean;
  readonly unresolved?: boolean;
  readonly overdue?: boolean;
  readonly file_pattern?: string;
  readonly expires_before?: string;
}

export interface PagedQuery {
  readonly page: number;
  readonly size: number;
  readonly after?: string;
  readonly sort: Order;
}

/** Throws `UsageError` for a day that is none. */
export function filterOf(query: FilterQuery): Filter {
  const { severity, family, algorithm, usage, purpose, scope, language, library, rule, state, mandate } = query;
  const { suppressed, unresolved, overdue, quantum, classical } = query;
  return {
    ...(severity && { severities: severity }),
    ...(family && { families: family }),
    ...(algorithm && { algorithms: algorithm }),
    ...(quantum && { quantum }),
    ...(classical && { classical }),
    ...(usage && { usages: usage }),
    ...(purpose && { purposes: purpose }),
    ...(scope && { scopes: scope }),
    ...(language && { languages: language }),
    ...(library && { libraries: library }),
    ...(rule && { rules: rule }),
    ...(state && { states: state }),
    ...(suppressed !== undefined && { suppressed }),
    ...(unresolved !== undefined && { unresolved }),
    ...(overdue !== undefined && { overdue }),
    ...(mandate && { mandates: mandatesOf(query) }),
    ...(query.file_pattern !== undefined && { filePattern: query.file_pattern }),
    ...(query.expires_before !== undefined && { expiresBefore: dayOf(query.expires_before, "expires_before") }),
  };
}

export function pageQueryOf({ page, size, after, sort: order }: PagedQuery) {
  return { page, size, order, ...(after !== undefined && { after }) };
}

/** Several stand in one parameter, with commas, or in several. */
function mandatesOf({ mandate }: JudgingQuery): readonly string[] {
  return (mandate ?? []).flatMap((ids) => ids.split(",").filter((id) => id !== ""));
}

/** The policy of today, with the lead time that is asked for. */
export function policyFor(policyAt: (day: Date) => Policy, { lead_months: leadMonths }: JudgingQuery): () => Policy {
  return () => ({ ...policyAt(new Date()), ...(leadMonths !== undefined && { leadMonths }) });
}

/** Milliseconds since 1970 at which the day begins. Throws `UsageError` where the calendar has no such day. */
export function dayOf(text: string, name: string): number {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new UsageError(
      `querystring.${name} is ${JSON.stringify(text)}, which is no day: write one such as 2030-12-31`,
    );
  }
  return time;
}
