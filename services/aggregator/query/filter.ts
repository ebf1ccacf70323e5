/** What lists of findings can be filtered by: one meaning for every list, total and stream. */

import type { FindingState } from "@pqc-audit/reports/model/changes.ts";
import type { Scope, Severity } from "@pqc-audit/reports/model/finding.ts";
import type { ClassicalVerdict, Purpose, QuantumVerdict, Usage } from "@pqc-audit/scanner/fact.ts";
import type { Kind } from "../inventory/dictionary.ts";
import { boundBy } from "../join/deadlines.ts";
import { horizonOf, isOverdue, withLifetime } from "../join/overdue.ts";
import { type Policy, underMandates } from "../join/policy.ts";
import { numbersOf } from "../lives/changes.ts";

/** Each list is any of its values; what is absent lets everything pass. */
export interface Filter {
  readonly severities?: readonly Severity[];
  readonly families?: readonly string[];
  readonly algorithms?: readonly string[];
  readonly quantum?: readonly QuantumVerdict[];
  readonly classical?: readonly ClassicalVerdict[];
  readonly usages?: readonly Usage[];
  readonly purposes?: readonly Purpose[];
  readonly scopes?: readonly Scope[];
  readonly languages?: readonly string[];
  readonly libraries?: readonly string[];
  /** A rule's id, or what it begins with up to a dot. */
  readonly rules?: readonly string[];
  /** Ids of assets. */
  readonly assets?: readonly string[];
  /** What they are against the scan before. */
  readonly states?: readonly FindingState[];
  readonly suppressed?: boolean;
  /** The algorithm is decided at run time. */
  readonly unresolved?: boolean;
  /** A deadline has passed, or passes within the policy's lead time. */
  readonly overdue?: boolean;
  /** Mandates that `overdue` is about; those that findings were stored with where absent. */
  readonly mandates?: readonly string[];
  /** Whether they say when they expire. */
  readonly dated?: boolean;
  /** Milliseconds since 1970: what expires before. */
  readonly expiresBefore?: number;
  /** Glob over the path. */
  readonly filePattern?: string;
}

/** Equal where the same findings pass, of the same scans and on the same day. */
export function filterKey(filter: Filter, policy: () => Policy, ...more: readonly string[]): string {
  const { today, leadMonths } = policy();
  const named = Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([named, today, leadMonths, more]);
}

type KindTest = (kind: Kind, asset: string | undefined) => boolean;

/** 1 for each kind that passes, by the dictionary's numbers. Throws `UsageError` for an id that is no mandate. */
export function passingKinds(
  kinds: readonly Kind[],
  assets: readonly string[],
  filter: Filter,
  policy: () => Policy,
): Uint8Array {
  const tests = testsOf(filter, policy);
  return Uint8Array.from(kinds, (kind) => (tests.every((test) => test(kind, assets[kind.asset])) ? 1 : 0));
}

function testsOf(filter: Filter, policy: () => Policy): readonly KindTest[] {
  const tests: KindTest[] = [];
  const oneOf = <T>(wanted: readonly T[] | undefined, value: (kind: Kind) => T | undefined) => {
    if (!wanted || wanted.length === 0) return;
    const all: ReadonlySet<T | undefined> = new Set(wanted);
    tests.push((kind) => all.has(value(kind)));
  };
  oneOf(filter.severities, ({ judgement }) => judgement.severity);
  oneOf(filter.families, ({ use }) => use.family);
  oneOf(filter.algorithms, ({ use }) => use.algorithm);
  oneOf(filter.quantum, ({ use }) => use.quantum);
  oneOf(filter.classical, ({ use }) => use.classical);
  oneOf(filter.usages, ({ use }) => use.usage);
  oneOf(filter.purposes, ({ use }) => use.purpose);
  oneOf(filter.scopes, ({ judgement }) => judgement.scope);
  oneOf(filter.languages, ({ use }) => use.language);
  oneOf(filter.libraries, ({ use }) => use.library);
  const { rules, assets, suppressed, unresolved, overdue } = filter;
  if (rules && rules.length > 0) {
    tests.push(({ use }) => rules.some((rule) => use.ruleId === rule || use.ruleId.startsWith(`${rule}.`)));
  }
  if (assets) tests.push((_, asset) => asset !== undefined && assets.includes(asset));
  if (suppressed !== undefined) tests.push(({ judgement }) => judgement.suppressed === suppressed);
  if (unresolved !== undefined) tests.push(({ use }) => use.resolved !== unresolved);
  if (overdue !== undefined) tests.push(overdueTest(overdue, filter.mandates ?? [], policy()));
  if (filter.dated !== undefined) tests.push(({ dated }) => dated === filter.dated);
  if (filter.expiresBefore !== undefined) tests.push(({ dated }) => dated);
  return tests;
}

function overdueTest(wanted: boolean, mandates: readonly string[], stored: Policy): KindTest {
  const policy = underMandates(stored, mandates);
  const horizon = horizonOf(policy.today, policy.leadMonths ?? 0);
  return ({ use, judgement }) => {
    const { scope, systemClass, years } = judgement;
    const deadlines =
      mandates.length === 0
        ? judgement.deadlines
        : withLifetime(boundBy(use, policy, systemClass).deadlines, use, years);
    return isOverdue({ scope, usage: use.usage, deadlines }, horizon) === wanted;
  };
}

/** Numbers of the states that pass; undefined where all do. */
export function passingStates({ states }: Filter): ReadonlySet<number> | undefined {
  return states && states.length > 0 ? new Set(numbersOf(states)) : undefined;
}
