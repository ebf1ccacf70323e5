/** Git repositories of real files nobody here wrote: what `npm ci` installed. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./command.ts";

export interface BenchRepository {
  readonly name: string;
  readonly folder: string;
  readonly url: string;
  readonly files: number;
}

/** One repository each, of packages or of whole scopes of them. */
const PACKAGES = [
  "@aws-sdk",
  "@fastify",
  "@grpc",
  "@opentelemetry",
  "@peculiar",
  "@smithy",
  "ajv",
  "typescript",
  "kysely",
  "protobufjs",
];

/** Makes them below `folder`. */
export function makeRepositories(folder: string): readonly BenchRepository[] {
  return PACKAGES.filter((name) => existsSync(join(ROOT, "node_modules", name))).map((name) => makeOne(folder, [name]));
}

/** All of those packages in one repository. */
export function makeLargeRepository(folder: string): BenchRepository {
  return makeOne(folder, PACKAGES);
}

function makeOne(parent: string, packages: readonly string[]): BenchRepository {
  const name = packages.length === 1 ? (packages[0] ?? "") : "all";
  const folder = join(parent, name.replace(/\W/g, "") || "repository");
  mkdirSync(folder, { recursive: true });
  for (const each of packages) {
    const from = join(ROOT, "node_modules", each);
    if (existsSync(from)) cpSync(from, join(folder, each), { recursive: true, dereference: true });
  }
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=bench", "-c", "user.email=bench@example.org", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all", "--force");
  git("commit", "--quiet", "--message", "real files");
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.parentPath.startsWith(join(folder, ".git")),
  ).length;
  return { name, folder, url: pathToFileURL(folder).href, files };
}
