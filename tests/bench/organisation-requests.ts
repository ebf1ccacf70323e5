/** What is asked of an organisation: every list and aggregate, each time with other pages and filters. */
import type { Aggregator } from "@pqc-audit/aggregator/service.ts";
import { ALGORITHMS, drawing } from "./organisation-data.ts";

const SEVERITIES = ["critical", "high", "medium", "low", "info"];
const PATTERNS = [
  "*.py",
  "src/**",
  "**/module-001/**",
  "*.java",
  "tests/**/*.js",
  "vendor/**",
  "**/file-1?.go",
  "*.pem",
];
const LIBRARIES = ["python.hashlib", "java.jca", "node.crypto", "openssl", "go.crypto", "bouncycastle"];
const FAMILIES = ["RSA", "ECDSA", "ECDH", "DH", "MD5", "SHA-1", "AES", "3DES", "SHA-2"];
const SORTS = ["path", "severity", "-severity", "expires"];

type Path = () => string;

export interface Sample {
  readonly monorepo: string;
  readonly findings: number;
  readonly monorepoFindings: number;
  readonly targets: readonly string[];
  readonly assets: readonly string[];
  /** Of the monorepo. */
  readonly ids: readonly string[];
}

async function told({ http }: Aggregator, token: string, path: string) {
  const answer = await http.inject({ url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } });
  if (answer.statusCode !== 200) throw new Error(`${path} was answered ${answer.statusCode}: ${answer.body}`);
  return answer.json();
}

export async function sampleOf(aggregator: Aggregator, token: string): Promise<Sample> {
  const ask = (path: string) => told(aggregator, token, path);
  const { results } = await ask("/repositories?size=1000");
  const targets = results.map(({ target }: { target: string }) => target);
  const monorepo = "https://git.example.org/platform/monorepo";
  const own = await ask(`/findings?target=${monorepo}&size=200&page=300`);
  const assets = (await ask("/assets?size=200")).results.map(({ id }: { id: string }) => id);
  return {
    monorepo: own.results[0].scan,
    findings: (await ask("/findings")).total,
    monorepoFindings: own.total,
    targets,
    assets,
    ids: own.results.map(({ id }: { id: string }) => id),
  };
}

/** By what is asked; each call names another request. */
export function requestsOf({
  monorepo,
  findings,
  monorepoFindings,
  targets,
  assets,
  ids,
}: Sample): ReadonlyMap<string, Path> {
  const draw = drawing(3);
  const any = (values: readonly string[]) => encodeURIComponent(values[Math.floor(draw() * values.length)] ?? "");
  const page = (total: number, size = 50) => 1 + Math.floor((draw() * total) / size);
  const algorithm = () => any(ALGORITHMS.map((each) => each.algorithm));
  const target = () => any(targets);
  let asked = 0;
  const team = () => `team-${String(Math.floor(draw() ** 2 * 60)).padStart(2, "0")}`;
  const scan = `/scans/${monorepo}`;
  return new Map<string, Path>([
    ["findings, first page", () => `/findings?severity=${any(SEVERITIES)}`],
    ["findings, any page", () => `/findings?page=${page(findings)}`],
    ["findings, 1,000 on any page", () => `/findings?size=1000&page=${page(findings, 1000)}`],
    ["findings by algorithm", () => `/findings?algorithm=${algorithm()}&page=${page(20_000)}`],
    [
      "findings by family, library and scope",
      () => `/findings?family=${any(FAMILIES)}&library=${any(LIBRARIES)}&scope=production`,
    ],
    ["findings, sorted", () => `/findings?sort=${any(SORTS)}&page=${page(findings)}&quantum=broken`],
    ["findings of a team", () => `/findings?team=${team()}&tag=pci&severity=high`],
    ["findings of a repository", () => `/findings?target=${target()}&severity=medium&page=2`],
    [
      "findings that are overdue",
      () => `/findings?overdue=true&lead_months=${Math.floor(draw() * 120)}&page=${page(100_000)}`,
    ],
    [
      "findings overdue under a mandate",
      () => `/findings?overdue=true&mandate=cnsa-2.0&lead_months=${Math.floor(draw() * 60)}`,
    ],
    ["findings by a path never asked before", () => `/findings?file_pattern=**/module-0*/**/file-*${asked++}.*`],
    ["findings by path", () => `/findings?file_pattern=${any(PATTERNS)}&page=${page(20_000)}`],
    [
      "findings by path and severity",
      () => `/findings?file_pattern=${any(PATTERNS)}&severity=${any(SEVERITIES)}&page=${page(5_000)}`,
    ],
    ["new findings", () => `/findings?state=new&page=${page(findings)}`],
    ["one finding of the monorepo", () => `/findings/${any(ids)}?target=https://git.example.org/platform/monorepo`],
    ["monorepo, any page", () => `${scan}/findings?page=${page(monorepoFindings)}`],
    ["monorepo by algorithm", () => `${scan}/findings?algorithm=${algorithm()}&page=${page(5_000)}`],
    [
      "monorepo by severity and path",
      () => `${scan}/findings?severity=${any(SEVERITIES)}&file_pattern=${any(PATTERNS)}`,
    ],
    ["monorepo, sorted", () => `${scan}/findings?sort=${any(SORTS)}&page=${page(monorepoFindings)}`],
    ["assets", () => `/assets?sort=${any(["-findings", "-repositories", "-severity", "algorithm", "deadline"])}`],
    ["assets, filtered", () => `/assets?quantum=broken&scope=production&team=${team()}`],
    ["repositories of an asset", () => `/assets/${any(assets)}/repositories?page=${page(200)}`],
    ["findings of an asset", () => `/assets/${any(assets)}/findings?page=${page(5_000)}`],
    ["certificates", () => `/certificates?page=${page(5_000)}`],
    ["certificates that expire soon", () => `/certificates?expires_before=2027-0${1 + Math.floor(draw() * 9)}-01`],
    ["overview", () => "/overview"],
    [
      "overview, filtered",
      () => `/overview?tag=${any(["pci", "internet", "internal", "legacy"])}&severity=${any(SEVERITIES)}`,
    ],
    ["trends by day", () => "/trends"],
    ["trends by week and team", () => `/trends?interval=week&team=${team()}`],
    ["trends by month, a year", () => `/trends?interval=month&from=2026-01-${10 + Math.floor(draw() * 20)}`],
    ["repositories", () => `/repositories?page=${page(2_000)}`],
    ["repositories, searched", () => `/repositories?search=service-${Math.floor(draw() * 200)}`],
    ["history of a repository", () => `/repositories/history?target=${target()}`],
    ["lives of a repository", () => `/repositories/lives?target=${target()}`],
    ["scans", () => `/scans?page=${page(2_000)}`],
    ["teams", () => "/teams"],
    ["queue", () => "/queue"],
    ["quarantine", () => "/quarantine"],
    ["plan", () => `/plan?team=${team()}`],
    ["plan of all", () => "/plan"],
    ["forecast", () => "/forecast"],
  ]);
}

/** What a caller asks who does not reach every repository. */
export async function limitedRequestsOf(aggregator: Aggregator, token: string): Promise<ReadonlyMap<string, Path>> {
  const { total: findings } = await told(aggregator, token, "/findings");
  const { total: repositories } = await told(aggregator, token, "/repositories");
  const draw = drawing(5);
  const any = (values: readonly string[]) => encodeURIComponent(values[Math.floor(draw() * values.length)] ?? "");
  const page = (total: number) => 1 + Math.floor((draw() * total) / 50);
  let asked = 0;
  return new Map<string, Path>([
    ["findings, any page", () => `/findings?page=${page(findings)}`],
    ["findings by severity, sorted", () => `/findings?severity=${any(SEVERITIES)}&sort=${any(SORTS)}`],
    ["findings by a path never asked before", () => `/findings?file_pattern=**/module-0*/**/file-*${asked++}.*`],
    ["assets", () => `/assets?quantum=${any(["broken", "weakened", "safe"])}`],
    ["overview", () => "/overview"],
    ["trends by day", () => "/trends"],
    ["repositories", () => `/repositories?page=${page(repositories)}`],
    ["scans", () => `/scans?page=${page(repositories)}`],
    ["plan of all", () => "/plan"],
    ["forecast", () => "/forecast"],
  ]);
}
