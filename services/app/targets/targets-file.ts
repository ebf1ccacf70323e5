/** A file of repositories and organisations to scan, with what is to be said of them. */
import { readFileSync } from "node:fs";
import { HOSTINGS, type Hosting } from "@pqc-audit/coordinator/discovery/organisation.ts";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import { parseDocument } from "yaml";
import type { RepositoryFacts } from "../server/answers.ts";

export interface ListedRepository {
  readonly target: string;
  readonly ref?: string;
  readonly priority: "on-demand" | "scheduled";
  readonly facts: RepositoryFacts;
}

export interface ListedOrganisation {
  readonly url: string;
  readonly hosting?: Hosting;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly archived: boolean;
  readonly forks: boolean;
  readonly protocol: "https" | "ssh";
  /** Said of each of its repositories. */
  readonly facts: RepositoryFacts;
}

export interface Targets {
  readonly repositories: readonly ListedRepository[];
  readonly organisations: readonly ListedOrganisation[];
}

const FACTS = ["owner", "team", "tags", "dataClass", "confidentialityYears", "criticality"];
const CRITICALITIES = ["low", "medium", "high", "critical"] as const;
const MOST = 100_000;

type Entry = Readonly<Record<string, unknown>>;

/** Throws `UsageError` that names the file, the entry and the key. */
export function readTargets(file: string): Targets {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read the targets file ${file}: ${messageOf(error)}`, { cause: error });
  }
  const document = parseDocument(text, { schema: "core", logLevel: "silent" });
  const [problem] = document.errors;
  if (problem) throw new UsageError(`${file} is not valid YAML: ${problem.message.split("\n")[0]}`);
  const root = entryOf(document.toJS({ maxAliasCount: 100 }) ?? {}, file);
  onlyKeys(root, ["repositories", "organisations"], file);
  const repositories = listOf(root, "repositories", file).map((each, at) =>
    repository(entryOf(each, `${file}: repositories[${at}]`), `${file}: repositories[${at}]`),
  );
  const organisations = listOf(root, "organisations", file).map((each, at) =>
    organisation(entryOf(each, `${file}: organisations[${at}]`), `${file}: organisations[${at}]`),
  );
  if (repositories.length + organisations.length === 0) {
    throw new UsageError(`${file} names no repositories and no organisations`);
  }
  return { repositories, organisations };
}

function repository(entry: Entry, where: string): ListedRepository {
  onlyKeys(entry, ["target", "ref", "priority", ...FACTS], where);
  const ref = optional(entry, "ref", where);
  return {
    target: text(entry, "target", where),
    ...(ref !== undefined && { ref }),
    priority: choice(entry, "priority", ["scheduled", "on-demand"], where) ?? "scheduled",
    facts: facts(entry, where),
  };
}

function organisation(entry: Entry, where: string): ListedOrganisation {
  const own = ["url", "hosting", "include", "exclude", "archived", "forks", "protocol"];
  onlyKeys(entry, [...own, ...FACTS], where);
  const hosting = choice(entry, "hosting", HOSTINGS, where);
  return {
    url: text(entry, "url", where),
    ...(hosting !== undefined && { hosting }),
    include: texts(entry, "include", where),
    exclude: texts(entry, "exclude", where),
    archived: flag(entry, "archived", where),
    forks: flag(entry, "forks", where),
    protocol: choice(entry, "protocol", ["https", "ssh"], where) ?? "https",
    facts: facts(entry, where),
  };
}

function facts(entry: Entry, where: string): RepositoryFacts {
  const [owner, team, dataClass] = ["owner", "team", "dataClass"].map((key) => optional(entry, key, where));
  const criticality = choice(entry, "criticality", CRITICALITIES, where);
  const years = entry.confidentialityYears;
  if (years !== undefined && !(Number.isInteger(years) && Number(years) >= 0 && Number(years) <= 200)) {
    throw new UsageError(`${where}: confidentialityYears must be a whole number from 0 to 200`);
  }
  return {
    ...(owner !== undefined && { owner }),
    ...(team !== undefined && { team }),
    ...(entry.tags !== undefined && { tags: texts(entry, "tags", where) }),
    ...(dataClass !== undefined && { dataClass }),
    ...(years !== undefined && { confidentialityYears: Number(years) }),
    ...(criticality !== undefined && { criticality }),
  };
}

function entryOf(value: unknown, where: string): Entry {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${where} must be keys with values`);
  }
  return value as Entry;
}

function onlyKeys(entry: Entry, known: readonly string[], where: string): void {
  const odd = Object.keys(entry).find((key) => !known.includes(key));
  if (odd !== undefined) throw new UsageError(`${where}: unknown key ${odd}; known are ${known.join(", ")}`);
}

function listOf(entry: Entry, key: string, where: string): readonly unknown[] {
  const value = entry[key] ?? [];
  if (!Array.isArray(value)) throw new UsageError(`${where}: ${key} must be a list`);
  if (value.length > MOST) throw new UsageError(`${where}: ${key} has more than ${MOST} entries`);
  return value;
}

function optional(entry: Entry, key: string, where: string): string | undefined {
  const value = entry[key];
  if (value === undefined) return undefined;
  if (typeof value !== "string" || value === "") throw new UsageError(`${where}: ${key} must be a text`);
  return value;
}

function text(entry: Entry, key: string, where: string): string {
  const value = optional(entry, key, where);
  if (value === undefined) throw new UsageError(`${where}: ${key} is missing`);
  return value;
}

function texts(entry: Entry, key: string, where: string): readonly string[] {
  const values = listOf(entry, key, where);
  if (!values.every((each) => typeof each === "string" && each !== "")) {
    throw new UsageError(`${where}: ${key} must be a list of texts`);
  }
  return values as readonly string[];
}

function flag(entry: Entry, key: string, where: string): boolean {
  const value = entry[key] ?? false;
  if (typeof value !== "boolean") throw new UsageError(`${where}: ${key} must be true or false`);
  return value;
}

function choice<T extends string>(entry: Entry, key: string, of: readonly T[], where: string): T | undefined {
  const value = optional(entry, key, where);
  const found = of.find((each) => each === value);
  if (value !== undefined && found === undefined) {
    throw new UsageError(`${where}: ${key} must be one of ${of.join(", ")}`);
  }
  return found;
}
