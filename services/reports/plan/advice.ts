/** What to move to, in the words of the libraries at hand; of libraries, from which release on they can. */
import { cryptoPackage } from "@pqc-audit/scanner/artifacts/dependencies/package.ts";
import { fitting, insteadIn } from "@pqc-audit/scanner/models/instead.ts";
import type { Finding } from "../model/finding.ts";
import type { UseGroup } from "./gather.ts";
import type { Instead, MoveTo } from "./model.ts";
import { lacksPostQuantum } from "./work.ts";

const MOST_INSTEAD = 4;
const RULE = "dependency.";

/** Why nothing is known to move to; undefined where something is. */
export function blockedBy(finding: Finding): string | undefined {
  if (finding.usage === "dependency") {
    const known = packageOf(finding);
    if (known?.postQuantum !== "none") return undefined;
    const note = known.note === undefined ? "" : `; ${known.note}`;
    return `no release of ${finding.library} is known to have post-quantum algorithms${note}`;
  }
  return finding.replacement ? undefined : `nothing is known to take the place of ${finding.algorithm} yet`;
}

/** Most findings first. */
export function moveToOf(uses: Iterable<UseGroup>): readonly MoveTo[] {
  const targets = new Map<string, { algorithm: string; standard: string; findings: number; instead: Instead[] }>();
  for (const { example, findings } of uses) {
    const aim = aimOf(example);
    if (!aim) continue;
    const key = JSON.stringify(aim);
    const known = targets.get(key) ?? { ...aim, findings: 0, instead: [] };
    targets.set(key, known);
    known.findings += findings;
    for (const each of insteadOf(example)) {
      const isKnown = known.instead.some(({ library, code }) => library === each.library && code === each.code);
      if (!isKnown && known.instead.length < MOST_INSTEAD) known.instead.push(each);
    }
  }
  return [...targets.values()].sort((a, b) => b.findings - a.findings || (a.algorithm < b.algorithm ? -1 : 1));
}

function aimOf(finding: Finding): Pick<MoveTo, "algorithm" | "standard"> | undefined {
  if (finding.usage === "dependency") {
    const known = packageOf(finding);
    if (typeof known?.postQuantum === "object") {
      const { since, what } = known.postQuantum;
      return { algorithm: `${finding.library} ${since} or later (${what})`, standard: known.source };
    }
    if (known?.postQuantum === "none" || lacksPostQuantum(finding)) return undefined;
  }
  const { replacement } = finding;
  return replacement && { algorithm: replacement.algorithm, standard: replacement.standard };
}

function insteadOf({ library, purpose, replacement, usage }: Finding): readonly Instead[] {
  if (library === undefined || usage === "dependency") return [];
  const algorithm = replacement?.algorithm ?? "";
  const key = `${library} ${purpose} ${algorithm}`;
  let answer = known.get(key);
  if (!answer) {
    const rows = insteadIn(library, purpose);
    answer = rows.map(({ code, since, source }) => ({ library, code: fitting(code, algorithm), since, source }));
    if (known.size < MOST_KNOWN) known.set(key, answer);
  }
  return answer;
}

/** The table has some hundred rows, and a server asks for thousands of packages. */
const known = new Map<string, readonly Instead[]>();
const MOST_KNOWN = 10_000;

function packageOf({ ruleId, library }: Finding) {
  return ruleId.startsWith(RULE) && library !== undefined
    ? cryptoPackage(ruleId.slice(RULE.length), library)
    : undefined;
}
