/**
 * The oracle for JavaScript and TypeScript: lists every call and construction of the asked functions under a folder, as
 * the TypeScript compiler parses the files and binds their names. The question comes on stdin, the folder is the argument.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { text } from "node:stream/consumers";
import { API } from "typescript/unstable/sync";
import type { Question } from "../protocol.ts";
import { Assignments } from "./assignments.ts";
import { callsOf } from "./calls.ts";
import { Names } from "./names.ts";
import { Wanted } from "./wanted.ts";

const EXTENSION = /\.(?:[cm]?[jt]s|[jt]sx)$/;
/** Files of one program: what it holds is in memory at once. */
const BATCH = 200;
const CONFIG = "/oracle/tsconfig.json";
/** Nothing is looked up outside the file: no imports followed, no types of a library, each file a module of its own. */
const OPTIONS = {
  allowJs: true,
  noLib: true,
  noResolve: true,
  types: [],
  jsx: "preserve",
  module: "esnext",
  target: "esnext",
  moduleDetection: "force",
};

/** Types in a JavaScript file: the parser reads them all the same. */
const isAnotherDialect = (code: number): boolean => code >= 8_000 && code < 9_000;

const root = resolve(process.argv[2] ?? ".");
const wanted = new Wanted((JSON.parse(await text(process.stdin)) as Question).functions);
const say = (record: object): boolean => process.stdout.write(`${JSON.stringify(record)}\n`);

function* filesUnder(folder: string): Generator<string> {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile() && EXTENSION.test(entry.name) && wanted.isMentioned(readFileSync(path, "utf8"))) yield path;
  }
}

function ask(files: readonly string[]): void {
  const config = JSON.stringify({ compilerOptions: OPTIONS, files });
  const api = new API({
    cwd: root,
    fs: {
      readFile: (name) => (name === CONFIG ? config : undefined),
      fileExists: (name) => (name === CONFIG ? true : undefined),
    },
  });
  try {
    const project = api.updateSnapshot({ openProjects: [CONFIG] }).getProject(CONFIG);
    if (!project) throw new Error("the compiler made no project of the files");
    for (const file of files) {
      const path = relative(root, file).split(sep).join("/");
      const problem = project.program.getSyntacticDiagnostics(file).find(({ code }) => !isAnotherDialect(code));
      const source = project.program.getSourceFile(file);
      if (problem || !source) {
        say({ path, unread: problem ? problem.text : "not in the program" });
        continue;
      }
      const names = new Names(project.checker, new Assignments(source));
      for (const call of callsOf(source, names, wanted)) say({ path, ...call });
    }
  } finally {
    api.close();
  }
}

const files = [...filesUnder(root)];
for (let from = 0; from < files.length; from += BATCH) ask(files.slice(from, from + BATCH));
