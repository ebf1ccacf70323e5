/**
 * OpenVEX 0.2.0: what is vulnerable, what was decided about it, what is not known. OpenVEX names vulnerabilities; algorithms
 * have none, so the names are our own (`pqc-audit:quantum-broken:RSA-2048`), and no CVE or CWE is claimed as another name of
 * them. Uses that are in order have no statement; `tooling` counts them. docs/CBOM.md says how statuses come about.
 */
import { writeChunks } from "./chunks.ts";
import { incompleteText, plural } from "./coverage.ts";
import { documentUuid, iriPart, targetName, targetUrl } from "./inventory/identity.ts";
import { packageUrl } from "./inventory/package-url.ts";
import type { Finding } from "./model/finding.ts";
import { isComplete } from "./model/result.ts";
import type { ReportedResult, WriteReport } from "./report.ts";

export const writeOpenvex: WriteReport = (result, out) => writeChunks(vexTexts(result), out);

/** Files and packages that a statement names; how many files there are it says anyway. */
const SUBCOMPONENTS = 1_000;
/** OpenVEX 0.2.0, "status justifications". A reason may begin with one. */
const JUSTIFICATION =
  /^(component_not_present|vulnerable_code_not_present|vulnerable_code_not_in_execute_path|vulnerable_code_cannot_be_controlled_by_adversary|inline_mitigations_already_exist)\b[\s:,.-]*/;

type Json = Readonly<Record<string, unknown>>;

interface Decision {
  readonly vulnerability: string;
  readonly description: string;
  /** Status and what goes with it. */
  readonly status: Json;
}

interface Statement extends Decision {
  /** `status_notes`, in which uses are told of as what is there, or as what is gone. */
  readonly notes: (uses: string) => string;
  uses: number;
  files: number;
  lastPath: string | undefined;
  readonly subcomponents: Map<string, Json>;
}

async function* vexTexts(result: ReportedResult): AsyncGenerator<string> {
  const { statements, inOrder, findings } = await statementsOf(result);
  const { tool, target, startedAt } = result;
  const stated = findings - inOrder;
  const head = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": `urn:uuid:${documentUuid("OpenVEX 0.2.0", result)}`,
    author: tool.name,
    role: "Audit of source code",
    timestamp: startedAt,
    version: 1,
    tooling: `${tool.name} ${tool.version}: ${plural(stated, "use")} stated, ${plural(inOrder, "use")} in order`,
  };
  yield `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "statements": [`;
  let before = "";
  const all = [...statements, ...(await fixedStatements(result, statements))];
  for (const json of [...all.map((each) => statementJson(each, target)), ...aboutTheScan(result, stated)]) {
    yield `${before}\n    ${JSON.stringify(json)}`;
    before = ",";
  }
  yield "\n  ]\n}\n";
}

async function statementsOf({ findings }: ReportedResult) {
  const statements = new Map<string, Statement>();
  let inOrder = 0;
  let all = 0;
  for await (const finding of findings) {
    all++;
    const decision = decide(finding);
    if (decision === undefined) {
      inOrder++;
      continue;
    }
    const key = `${decision.vulnerability} ${JSON.stringify(decision.status)}`;
    const statement = statements.get(key) ?? {
      ...decision,
      ...nothing(),
      notes: (uses) => uses,
    };
    statements.set(key, statement);
    count(statement, finding);
  }
  const sorted = [...statements].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, statement]) => statement);
  return { statements: sorted, inOrder, findings: all };
}

const nothing = () => ({ uses: 0, files: 0, lastPath: undefined, subcomponents: new Map<string, Json>() });

/**
 * What went with this scan, of which nothing is left: a product of which one file is mended is affected still. What other rules do
 * not find any more nobody has mended, and files that were not looked at may hold it.
 */
async function fixedStatements(
  { fixed, coverage, target }: ReportedResult,
  left: readonly Statement[],
): Promise<readonly Statement[]> {
  if (!fixed || target.since || !isComplete(coverage)) return [];
  const present = new Set(left.map(({ vulnerability }) => vulnerability));
  const statements = new Map<string, Statement>();
  for await (const use of fixed) {
    if (use.cause !== "code") continue;
    const named = nameOf(use);
    if (named === undefined || present.has(named.vulnerability)) continue;
    const statement = statements.get(named.vulnerability) ?? {
      ...named,
      ...nothing(),
      status: { status: "fixed" },
      notes: (uses) => `gone since the scan before: ${uses}`,
    };
    statements.set(named.vulnerability, statement);
    statement.uses++;
    const part = filePart(use.path);
    const key = JSON.stringify(part);
    if (statement.subcomponents.size < SUBCOMPONENTS) statement.subcomponents.set(key, part);
    if (statement.lastPath !== use.path) statement.files++;
    statement.lastPath = use.path;
  }
  return [...statements].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, statement]) => statement);
}

/** Findings come file by file, so a file is counted once. */
function count(statement: Statement, finding: Finding): void {
  statement.uses++;
  if (statement.lastPath !== finding.path) statement.files++;
  statement.lastPath = finding.path;
  if (statement.subcomponents.size >= SUBCOMPONENTS) return;
  const part = subcomponent(finding);
  statement.subcomponents.set(JSON.stringify(part), part);
}

/** Nothing where there is nothing to state: what is safe has no vulnerability. */
function decide(finding: Finding): Decision | undefined {
  const { resolved, suppressed } = finding;
  const named = nameOf(finding);
  if (named === undefined && resolved) return undefined;
  const { vulnerability, description } = named ?? {
    vulnerability: "pqc-audit:undetermined",
    description: "Which algorithm is used is decided at run time",
  };
  if (suppressed) return { vulnerability, description, status: accepted(suppressed) };
  if (named === undefined) return { vulnerability, description, status: { status: "under_investigation" } };
  return { vulnerability, description, status: { status: "affected", action_statement: action(finding) } };
}

/** Undefined where nothing is wrong with the algorithm, as far as it is known. */
function nameOf({ algorithm, quantum, classical }: Pick<Finding, "algorithm" | "quantum" | "classical">) {
  const kind =
    classical !== "ok" ? classical : quantum === "broken" || quantum === "weakened" ? `quantum-${quantum}` : undefined;
  if (kind === undefined) return undefined;
  return { vulnerability: `pqc-audit:${kind}:${algorithm}`, description: `${algorithm} ${VERDICTS[kind] ?? kind}` };
}

const VERDICTS: Readonly<Record<string, string>> = {
  broken: "is broken today",
  weak: "is weak today",
  "quantum-broken": "is broken by a quantum computer",
  "quantum-weakened": "is weakened by a quantum computer",
};

/** What somebody accepts for a time is still there; what he accepts for good he says does no harm, and why. */
function accepted({ reason, until }: NonNullable<Finding["suppressed"]>): Json {
  if (until !== undefined) return { status: "affected", action_statement: `Accepted until ${until}: ${reason}` };
  const justification = JUSTIFICATION.exec(reason);
  if (!justification) return { status: "not_affected", impact_statement: reason };
  const words = reason.slice(justification[0].length);
  return { status: "not_affected", justification: justification[1], ...(words !== "" && { impact_statement: words }) };
}

function action({ replacement, deadlines }: Finding): string {
  const [first] = deadlines;
  const to = replacement ? `Move to ${replacement.algorithm} (${replacement.standard})` : "Decide what takes its place";
  return first ? `${to} by ${first.date} (${first.mandate})` : to;
}

function subcomponent(finding: Finding): Json {
  if (finding.usage === "dependency") {
    const purl = packageUrl(finding);
    if (purl !== undefined) return { identifiers: { purl } };
  }
  return filePart(finding.path);
}

function filePart(path: string): Json {
  return { "@id": `urn:pqc-audit:file:${iriPart(path)}` };
}

function statementJson(statement: Statement, target: ReportedResult["target"]): Json {
  const { vulnerability, description, status, notes, uses, files, subcomponents } = statement;
  const listed = files > SUBCOMPONENTS ? `, of which ${SUBCOMPONENTS} are listed` : "";
  return {
    vulnerability: {
      "@id": `urn:${vulnerability.split(":").map(iriPart).join(":")}`,
      name: vulnerability,
      description,
    },
    products: [product(target, [...subcomponents.values()])],
    ...status,
    status_notes: notes(`${plural(uses, "use")} in ${plural(files, "file")}${listed}`),
  };
}

function product(target: ReportedResult["target"], subcomponents: readonly Json[]): Json {
  const purl = targetUrl(target);
  return {
    "@id": purl ?? `urn:pqc-audit:target:${iriPart(targetName(target))}`,
    ...(purl !== undefined && { identifiers: { purl } }),
    ...(subcomponents.length > 0 && { subcomponents }),
  };
}

/** A document has at least one statement, and a scan that missed files does not answer for them. */
function aboutTheScan({ coverage, target }: ReportedResult, stated: number): readonly Json[] {
  const missed = incompleteText(coverage);
  const partly = target.since ? `only what changed since ${target.since.commit} was looked at` : undefined;
  const open = missed ?? partly;
  if (open === undefined && stated > 0) return [];
  const name = "pqc-audit:vulnerable-cryptography";
  const vulnerability = { "@id": `urn:${name}`, name, description: "Cryptography that is broken or weak, or will be" };
  const products = [product(target, [])];
  if (open !== undefined) return [{ vulnerability, products, status: "under_investigation", status_notes: open }];
  const impact = `None was found in ${plural(coverage.scanned, "file")}`;
  return [{ vulnerability, products, status: "not_affected", impact_statement: impact }];
}
