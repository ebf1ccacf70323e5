/** What a kept result says of changes against the scan before, looked at like everything else of it: it may come from anybody. */
import { SEVERITIES } from "./model/finding.ts";

const STATES = ["new", "existing", "reopened"];
const CAUSES = ["code", "ruleset"];
const COUNTS = ["new", "existing", "reopened", "fixed", "unseen"];
const BY_RULES = ["new", "reopened", "fixed"];
const TEXTS = [
  ...["id", "path", "ruleId", "algorithm", "family", "language"],
  ...["operation", "purpose", "usage", "quantum", "classical"],
];

type Fields = Readonly<Record<string, unknown>>;

/** Throws `Error`, one line. `where` names the finding. */
export function checkState({ state, cause }: Fields, where: string): void {
  if (state !== undefined && !STATES.includes(String(state)))
    throw new Error(`${where} has the state ${JSON.stringify(state)}`);
  if (cause !== undefined && !CAUSES.includes(String(cause)))
    throw new Error(`${where} has the cause ${JSON.stringify(cause)}`);
}

/** Throws `Error`, one line. */
export function checkChanges({ changes, fixed }: Fields): void {
  if (changes !== undefined && !isChanges(changes)) throw new Error("its changes are no counts");
  if (fixed !== undefined && !(Array.isArray(fixed) && fixed.every(isFixed)))
    throw new Error("its fixed uses are no list of uses");
}

function isChanges(value: unknown): boolean {
  if (!isFields(value) || !isFields(value.byRuleset) || typeof value.ruleset !== "boolean") return false;
  const { since, byRuleset } = value;
  const of = (fields: Fields, names: readonly string[]) => names.map((name) => fields[name]);
  const counts = [...of(value, COUNTS), ...of(byRuleset, BY_RULES)];
  if (!counts.every((count) => Number.isSafeInteger(count) && Number(count) >= 0)) return false;
  return since === undefined || (isFields(since) && of(since, ["scan", "commit", "ref"]).every(isTextOrAbsent));
}

function isFixed(value: unknown): boolean {
  if (!isFields(value) || !TEXTS.every((name) => typeof value[name] === "string")) return false;
  return isTextOrAbsent(value.library) && SEVERITIES.some((each) => each === value.severity) && isCause(value.cause);
}

const isCause = (value: unknown) => CAUSES.includes(String(value));
const isTextOrAbsent = (value: unknown) => value === undefined || typeof value === "string";

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
