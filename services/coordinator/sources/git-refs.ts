/** What a server's refs name: asked before anything is fetched, as it fails fast and says clearly what is not there. */
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { explained } from "./git-messages.ts";
import { type GitContext, type RunOptions, runGit } from "./git-process.ts";

export const COMMIT_ID = /^[0-9a-f]{40}$/;
const TIMEOUT_MS = 60_000;

export interface RemoteRef {
  /** In full, as the server spells it. */
  readonly name: string;
  /** The commit it names now. */
  readonly commit: string;
}

/** Full names that `ref` may stand for, a branch before a tag. */
export function namesOf(ref: string | undefined): readonly string[] {
  if (ref === undefined) return ["HEAD"];
  return ref.startsWith("refs/") ? [ref] : [`refs/heads/${ref}`, `refs/tags/${ref}`];
}

/** `ref`: a branch, tag or full ref name; HEAD where absent. `location` without credentials, for messages. */
export async function remoteRef(
  context: GitContext,
  gitDir: string,
  location: string,
  ref: string | undefined,
  options: RunOptions,
): Promise<RemoteRef> {
  // A tag with a message is an object of its own; the second name is the commit behind it.
  const asked = namesOf(ref).flatMap((each) => [each, peeled(each)]);
  const output = await runGit(
    context,
    ["--git-dir", gitDir, "ls-remote", "--quiet", "origin", ...asked],
    { ...options, timeoutMs: Math.min(TIMEOUT_MS, options.timeoutMs) },
    (message) => explained(message, location, ref, context.advice),
  );
  const ids = new Map(output.split("\n").map((line) => line.split("\t").toReversed() as [string, string]));
  return chosenRef(ids, location, ref);
}

/** `ids` by full name; of a tag with a message the commit behind it by its name and `^{}`. Throws where the ref is not among them. */
export function chosenRef(ids: ReadonlyMap<string, string>, location: string, ref: string | undefined): RemoteRef {
  const name = namesOf(ref).find((each) => ids.has(each));
  const commit = name && (ids.get(peeled(name)) ?? ids.get(name));
  if (name !== undefined && commit !== undefined) return { name, commit };
  if (ref === undefined) throw new TerminalError(`${location} is empty: it has no commit to scan.`);
  const hint = /^[0-9a-f]{7,39}$/.test(ref) ? "; give a commit as its full 40 characters" : "";
  throw new TerminalError(`${location} has no branch or tag "${ref}"${hint}.`);
}

const peeled = (name: string): string => `${name}^{}`;

/** A ref is an argument of git: nothing that could be an option, a refspec of its own, a pattern or an expression. */
export function checkRef(ref: string | undefined): void {
  if (ref === undefined) return;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  const odd = /[\u0000-\u0020\u007f~^:?*[\\+]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock$/.test(ref);
  if (ref === "" || ref.length > 250 || odd) {
    throw new UsageError(`${JSON.stringify(ref.slice(0, 80))} is not the name of a branch, tag or commit.`);
  }
}
