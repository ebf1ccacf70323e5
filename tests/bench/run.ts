/**
 * `npm run bench [-- NAME …]`: runs the named benches, or all, and prints figures with the floors and targets beside
 * them. `--write` renews the table of ratios, `--check` runs fewer rounds and fails where one is much worse than in it.
 * Timings are no assertions otherwise; a command that does not work ends this with exit code 1.
 */
import { arch, cpus, loadavg, release, type } from "node:os";
import { parseArgs } from "node:util";
import { buildKernel } from "@pqc-audit/scanner/prefilter/build.ts";
import { api } from "./api.ts";
import { concurrent } from "./concurrent.ts";
import { distributed } from "./distributed.ts";
import { findings } from "./findings.ts";
import { incremental } from "./incremental.ts";
import { ingest } from "./ingest.ts";
import { kernel } from "./kernel.ts";
import { hasGnuTime } from "./measure.ts";
import { memory } from "./memory.ts";
import { organisation } from "./organisation.ts";
import { page } from "./page.ts";
import { compareRatios, merged, type Ratio, storedTable, TOLERANCE, writeTable } from "./ratios.ts";
import { absent, heading, note } from "./report.ts";
import { scan } from "./scan.ts";
import { startup } from "./startup.ts";
import { store } from "./store.ts";

/** `brief`: fewer rounds, and nothing that takes minutes. Answers the ratios that can be held against those of another run. */
type Bench = (brief: boolean) => Promise<readonly Ratio[] | undefined>;

const BENCHES: Readonly<Record<string, Bench>> = {
  startup,
  kernel,
  scan,
  memory,
  incremental,
  distributed,
  api: async () => void (await api()),
  concurrent,
  store: async () => void (await store()),
  findings: async () => void (await findings()),
  organisation: async () => void (await organisation()),
  page: async () => void (await page()),
  ingest,
};
/** Those that make ratios, which is what a check is about. */
const COMPARABLE: readonly string[] = ["startup", "kernel", "scan", "memory", "incremental", "concurrent"];

const { values: flags, positionals: asked } = parseArgs({
  options: { check: { type: "boolean", default: false }, write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0 || (flags.check && flags.write)) {
  const names = Object.keys(BENCHES).join(", ");
  console.error(
    unknown.length > 0
      ? `no bench ${unknown.join(", ")}: there are ${names}`
      : "a run is checked against the table (--check) or renews it (--write), not both",
  );
  process.exit(2);
}
const chosen = asked.length > 0 ? asked : flags.check ? COMPARABLE : Object.keys(BENCHES);

// What is measured is work, not what the run before has left; `incremental` switches it on.
process.env.PQC_AUDIT_PERFORMANCE_ENABLE_CACHE = "false";

buildKernel();
note(
  `Node ${process.versions.node}, ${type()} ${release()} ${arch()}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
);
if (!hasGnuTime) absent("GNU time", "install the package time (without it neither CPU nor peak memory is measured)");
const ratios: Ratio[] = [];
for (const [name, bench] of Object.entries(BENCHES)) {
  if (!chosen.includes(name)) continue;
  try {
    ratios.push(...((await bench(flags.check)) ?? []));
  } catch (error) {
    console.error(`bench ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}

if (flags.write) write(ratios);
if (flags.check) check(ratios);

function write(measured: readonly Ratio[]): void {
  const table = {
    measured: new Date().toISOString().slice(0, 10),
    cores: cpus().length,
    node: process.versions.node,
    ratios: merged(storedTable()?.ratios ?? [], measured),
  };
  writeTable(table);
  note(`\n${measured.length} of the ${table.ratios.length} ratios of tests/bench/ratios.json are renewed`);
}

/** One line for each ratio; exit code 1 where one is worse, or where none could be compared. */
function check(measured: readonly Ratio[]): void {
  const stored = storedTable();
  heading(`ratios against those of ${stored?.measured ?? "no day: there is no table"}, ${stored?.cores ?? 0} cores`);
  const own = (stored?.ratios ?? []).filter(({ name }) => chosen.some((bench) => name.startsWith(bench)));
  const compared = compareRatios(own, measured);
  for (const { line } of compared) note(line);
  const worse = compared.filter(({ verdict }) => verdict === "worse").length;
  const held = compared.filter(({ verdict }) => verdict === "same" || verdict === "better").length;
  note(`${held} of ${own.length} ratios hold, ${worse} are more than ${TOLERANCE * 100} % worse`);
  if (worse > 0 || held === 0) process.exitCode = 1;
}
