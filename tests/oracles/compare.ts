/** Holds the findings of a scan against what an oracle saw in the same folder. */
import { hashName } from "@pqc-audit/scanner/algorithms/parameters.ts";
import { judge, lookup } from "@pqc-audit/scanner/algorithms/registry.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { type Expected, type ExpectedUse, expectedOf, type Parameter } from "./expected.ts";
import type { ModelsByName } from "./functions.ts";
import type { OracleCall } from "./protocol.ts";

export type Finding = Pick<
  Fact,
  | "ruleId"
  | "line"
  | "column"
  | "endLine"
  | "endColumn"
  | "algorithm"
  | "family"
  | "keySize"
  | "curve"
  | "mode"
  | "padding"
  | "protocol"
  | "resolved"
> & { readonly path: string };

/** What is wrong with one call: `path:line rule function: reason`. */
export type Complaint = string;

export interface Comparison {
  /** Calls the oracle lists, once for each rule that must report it. */
  readonly listed: number;
  readonly found: number;
  readonly misses: readonly Complaint[];
  /** Parameters that found calls spell out. */
  readonly literals: number;
  readonly right: number;
  readonly wrong: readonly Complaint[];
  /** Findings of the same rules that answer no listed call: what an oracle cannot see, or what should not be reported. */
  readonly beyond: readonly Complaint[];
}

export function compare(calls: readonly OracleCall[], findings: readonly Finding[], models: ModelsByName): Comparison {
  const scan = new ScanFindings(findings);
  const misses: Complaint[] = [];
  const wrong: Complaint[] = [];
  let listed = 0;
  let literals = 0;
  const asked = [...calls].sort(byPosition).map((call) => expectedOf(call, models));
  const sure = asked.map((all) => all.map((expected) => ({ expected, found: scan.takeAt(expected) })));
  for (const all of sure) {
    const answers = all.map(({ expected, found }) => ({ expected, found: found ?? scan.takeInLine(expected) }));
    for (const { expected, found } of answers) {
      if (found === undefined && isShared(answers.map((each) => each.expected))) continue;
      listed++;
      if (found === undefined) {
        if (!scan.saysElsewhere(expected)) misses.push(`${titleOf(expected)}: not reported`);
        continue;
      }
      for (const text of expected.unreadable) {
        literals++;
        wrong.push(`${titleOf(expected)}: no table reads ${text}`);
      }
      for (const parameter of expected.literals) {
        const visible = isVisible(expected, parameter);
        if (!visible) continue;
        literals++;
        const complaint = complaintOf(expected, parameter, found);
        if (complaint !== undefined) wrong.push(`${titleOf(expected)}: ${complaint}`);
      }
    }
  }
  const found = listed - misses.length;
  const beyond = scan.left(models);
  return { listed, found, misses, literals, right: literals - wrong.length, wrong, beyond };
}

const byPosition = (a: OracleCall, b: OracleCall): number =>
  a.path === b.path ? a.line - b.line || a.column - b.column : a.path < b.path ? -1 : 1;

/** Without imports of names (C) two libraries may have a function of one name (`md5_init`), and a program one of its own. */
function isShared(all: readonly Expected[]): boolean {
  const isPlain = all.every(({ call }) => call.names.every((name) => /^\w+$/.test(name)));
  return isPlain && new Set(all.map(({ model }) => model.rule.slice(0, model.rule.lastIndexOf(".")))).size > 1;
}

const titleOf = ({ call, model }: Expected): string =>
  `${call.path}:${call.line} ${model.rule} ${call.names.join(" or ")}`;

/** The findings of a scan by file, each of which answers for one call only. */
class ScanFindings {
  readonly #byPath = new Map<string, Finding[]>();
  /** Findings of one rule at one place, by path and rule, in order of the text. */
  readonly #places = new Map<string, Finding[][]>();

  constructor(findings: readonly Finding[]) {
    const sorted = [...findings].sort((a, b) => a.line - b.line || a.column - b.column);
    for (const finding of sorted) {
      grouped(this.#byPath, finding.path, finding);
      const key = keyOf(finding.path, finding.ruleId);
      const last = this.#places.get(key)?.at(-1);
      if (last?.[0]?.line === finding.line && last[0].column === finding.column) last.push(finding);
      else grouped(this.#places, key, [finding]);
    }
  }

  /** The finding that begins where the call does: taken first, so that no call takes what is another's in its line. */
  takeAt(expected: Expected): readonly Finding[] | undefined {
    const { line, column } = expected.call;
    return this.#take(expected, (first) => first.line === line && first.column === column);
  }

  takeInLine(expected: Expected): readonly Finding[] | undefined {
    const { line, nameLine } = expected.call;
    return this.#take(expected, (first) => first.line === line || first.line === nameLine);
  }

  #take({ call, model }: Expected, isIt: (first: Finding) => boolean): readonly Finding[] | undefined {
    const places = this.#places.get(keyOf(call.path, model.rule)) ?? [];
    const index = places.findIndex(([first]) => first !== undefined && isIt(first));
    return index < 0 ? undefined : places.splice(index, 1)[0];
  }

  /** What no call has taken, of rules about functions. */
  left(models: ModelsByName): readonly Complaint[] {
    return [...this.#places.values()]
      .flat()
      .flatMap(([first]) => (first && models.has(first.ruleId) ? [first] : []))
      .map(({ path, line, ruleId, algorithm }) => `${path}:${line} ${ruleId} ${algorithm}`)
      .sort();
  }

  /** `ECDSA(SHA256())` is one finding, ECDSA-SHA-256: the digest handed to it is not reported once more. */
  saysElsewhere({ call, uses, model }: Expected): boolean {
    const around = (this.#byPath.get(call.path) ?? []).filter((each) => isAround(each, call) && each.resolved);
    return (
      uses.length > 0 &&
      uses.every(({ algorithm, use }) =>
        around.some(
          (each) =>
            (model.usage === "definition" && use.curve !== undefined && each.curve === use.curve) ||
            (lookup(use.name)?.undetermined === true && use.mode !== undefined && each.mode === use.mode) ||
            (each.algorithm !== algorithm && says(each.algorithm, algorithm)),
        ),
      )
    );
  }
}

const keyOf = (path: string, rule: string): string => `${rule} ${path}`;
const says = (whole: string, part: string): boolean => `-${whole}-`.includes(`-${part}-`);

function isAround(finding: Finding, call: OracleCall): boolean {
  const begins = finding.line < call.line || (finding.line === call.line && finding.column < call.column);
  return begins && (finding.endLine > call.line || (finding.endLine === call.line && finding.endColumn > call.column));
}

function grouped<T>(groups: Map<string, T[]>, key: string, item: T): void {
  const group = groups.get(key);
  if (group) group.push(item);
  else groups.set(key, [item]);
}

/** A digest is part of a finding only where the algorithm's full name has it. */
function isVisible({ uses, model }: Expected, parameter: Parameter): boolean {
  if (parameter !== "hash") return true;
  return uses.some(({ use: { hash, ...rest }, algorithm }) => algorithm !== judge(rest, model.operation).algorithm);
}

function complaintOf({ uses }: Expected, parameter: Parameter, found: readonly Finding[]): Complaint | undefined {
  for (const expected of uses) {
    const named = found.filter((each) => each.resolved && each.family === expected.family);
    if (named.some((each) => agrees(each, expected, parameter))) continue;
    const told = found.map((each) => (each.resolved ? each.algorithm : "unresolved")).join(", ");
    return `${parameter} of ${expected.algorithm} read as ${told}`;
  }
  return undefined;
}

function agrees(finding: Finding, { use }: ExpectedUse, parameter: Parameter): boolean {
  switch (parameter) {
    case "hash":
      return says(finding.algorithm, hashName(use.hash ?? "") ?? "");
    case "algorithm":
      return (["keySize", "curve", "mode", "padding", "protocol"] as const).every(
        (each) => use[each] === undefined || finding[each] === use[each],
      );
    default:
      return finding[parameter] === use[parameter];
  }
}
