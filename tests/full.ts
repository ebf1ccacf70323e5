/**
 * Everything that can be tried, in the order of its cost: what `make test` does, the model check, long fuzzing, every
 * fault three times in a row, load, scale, the soak, speed, and where this machine has what they need the image and the
 * oracles of languages. All of it runs, so that one night tells everything; exit code 1 where any failed. `--list` says
 * what would run.
 */
import { spawn, spawnSync } from "node:child_process";
import { ORACLES } from "./oracles/languages.ts";
import { standardLibrary } from "./oracles/oracle.ts";

interface Part {
  readonly name: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const FUZZED = ["tests/contract/http-fuzz.test.ts", "tests/contract/grpc-security.test.ts"];
const FUZZED_SOURCES = ["services/scanner/fuzz.test.ts", "services/scanner/artifacts/formats-fuzz.test.ts"];
const faults = (time: string): Part => ({ name: `every fault, ${time} time`, args: ["run", "test:faults"] });

const PARTS: readonly Part[] = [
  { name: "every test of make test", args: ["run", "test:all"] },
  { name: "model of the ledger, 10,000 sequences", args: ["run", "test:model"] },
  { name: "fuzzing, 20 times as long", args: ["run", "test:contract", "--", ...FUZZED], env: { PQC_AUDIT_FUZZ: "20" } },
  {
    name: "fuzzing of languages and formats, 100,000 of each",
    args: ["run", "test:unit", "--", ...FUZZED_SOURCES],
    env: { PQC_AUDIT_FUZZ: "100" },
  },
  ...["first", "second", "third"].map(faults),
  { name: "autoscaling by a real control plane", args: ["run", "test:k8s"] },
  { name: "ten scans and a hundred clients at once", args: ["run", "load-test"] },
  { name: "plans of up to ten million files", args: ["run", "test:scale"] },
  { name: "random faults, 15 minutes", args: ["run", "test:soak"] },
  { name: "speed, beside the ratios of an earlier run", args: ["run", "bench", "--", "--check"] },
];

/** Of the languages whose standard library this machine has. */
async function oracles(): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const oracle of ORACLES) {
    if ((await standardLibrary(oracle)) === undefined) continue;
    const name = `what the ${oracle.language} oracle sees in the standard library`;
    parts.push({ name, args: ["run", "oracles", "--", oracle.language] });
  }
  return parts;
}

/** Where this machine can build it: by buildah, as root. */
function image(): readonly Part[] {
  const able = process.getuid?.() === 0 && spawnSync("buildah", ["--version"]).status === 0;
  return able ? [{ name: "the container image", args: ["run", "test:image"] }] : [];
}

/** As a shell takes it. */
function commandOf({ args, env = {} }: Omit<Part, "name">): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value} `);
  return `${variables.join("")}npm ${args.join(" ")}`;
}

/** Answers its line of the summary. */
async function run({ name, args, env }: Part): Promise<{ readonly passed: boolean; readonly line: string }> {
  process.stdout.write(`\n=== ${name}: ${commandOf({ args, ...(env && { env }) })}\n`);
  const started = performance.now();
  const child = spawn("npm", ["--silent", ...args], { stdio: "inherit", env: { ...process.env, ...env } });
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  const minutes = ((performance.now() - started) / 60_000).toFixed(1).padStart(6);
  return { passed: code === 0, line: `${code === 0 ? "passed" : "FAILED"} ${minutes} min  ${name}` };
}

const results: Awaited<ReturnType<typeof run>>[] = [];
const parts = [...PARTS, ...image(), ...(await oracles())];
if (process.argv.includes("--list")) {
  for (const { name, ...part } of parts) process.stdout.write(`${name}: ${commandOf(part)}\n`);
} else {
  for (const part of parts) results.push(await run(part));
  const passed = results.filter((result) => result.passed).length;
  process.stdout.write(`\n${results.map(({ line }) => line).join("\n")}\n${passed} of ${parts.length} parts passed\n`);
  process.exitCode = passed === parts.length ? 0 : 1;
}
