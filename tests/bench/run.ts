/**
 * `npm run bench [-- NAME …]`: runs the named benches, or all, and prints figures with the floors and targets beside
 * them. Timings are never assertions; only a command that does not work ends this with exit code 1.
 */
import { arch, cpus, loadavg, release, type } from "node:os";
import { buildKernel } from "@pqc-audit/scanner/prefilter/build.ts";
import { api } from "./api.ts";
import { concurrent } from "./concurrent.ts";
import { findings } from "./findings.ts";
import { kernel } from "./kernel.ts";
import { hasGnuTime } from "./measure.ts";
import { memory } from "./memory.ts";
import { absent, note } from "./report.ts";
import { scan } from "./scan.ts";
import { startup } from "./startup.ts";
import { store } from "./store.ts";

const BENCHES: Readonly<Record<string, () => void | Promise<void>>> = {
  startup,
  kernel,
  scan,
  memory,
  api,
  concurrent,
  store,
  findings,
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`no bench ${unknown.join(", ")}: there are ${Object.keys(BENCHES).join(", ")}`);
  process.exit(2);
}

buildKernel();
note(
  `Node ${process.versions.node}, ${type()} ${release()} ${arch()}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}`,
);
if (!hasGnuTime) absent("GNU time", "install the package time (without it neither CPU nor peak memory is measured)");
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  try {
    await bench();
  } catch (error) {
    console.error(`bench ${name} failed: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  }
}
