/** `tests/readers/inventory-reader`: others' own libraries of the formats we write, built from the Go module proxy into `.tools`. */
import { spawn } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { goInstall } from "./go.ts";

const module = fileURLToPath(new URL("../readers", import.meta.url));
const folder = fileURLToPath(new URL("../../.tools/bin", import.meta.url));
const program = join(folder, "inventory-reader");
const SOURCES = ["go.mod", "go.sum", "inventory-reader/main.go"];

/** Builds it where it is not there, or older than its sources. */
export async function obtainInventoryReader(): Promise<string> {
  const built = await changedAt(program);
  const sources = await Promise.all(SOURCES.map((file) => changedAt(join(module, file))));
  if (built === undefined || sources.some((at) => at === undefined || at > built)) {
    await mkdir(folder, { recursive: true });
    await goInstall("./inventory-reader", folder, { module });
  }
  return program;
}

export interface Read {
  /** The document as the library understood it; undefined where it refused it. */
  readonly document?: unknown;
  readonly refusal?: string;
}

export async function readByOthers(format: "cyclonedx" | "openvex", document: string): Promise<Read> {
  if ((await changedAt(program)) === undefined) {
    throw new Error(`the tests need the reader of inventories, which is not at ${program}: run \`make tools\` once`);
  }
  const child = spawn(program, [format], { stdio: ["pipe", "pipe", "pipe"] });
  // What refuses early does not read to the end.
  child.stdin.on("error", () => undefined);
  child.stdin.end(document);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, refusal] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return (await ended) === 0 ? { document: JSON.parse(out) as unknown } : { refusal };
}

function changedAt(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => undefined,
  );
}
