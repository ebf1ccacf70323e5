/** Exit codes of the command (DESIGN section 4) and the one line an error is told in. */
import { CorruptInputError, messageOf, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { maskText } from "@pqc-audit/platform/logging/secrets.ts";

export const EXIT = {
  done: 0,
  /** Findings at or above `--fail-on`. */
  findings: 1,
  /** `canary`: the service answered something else than what was planted. */
  different: 1,
  /** `migrate --check`: the database lacks migrations of this release. */
  behind: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** Something could not be read, reached or finished. */
  incomplete: 3,
  /** Ended by Ctrl-C, as shells count it. */
  interrupted: 130,
} as const;

export function exitCodeOf(thrown: unknown): number {
  if (isAbort(thrown)) return EXIT.interrupted;
  return thrown instanceof UsageError ? EXIT.usage : EXIT.incomplete;
}

/** One line for whoever reads standard error; the stack only where asked for. */
export function describe(thrown: unknown, debug: boolean): string {
  if (debug && thrown instanceof Error && !isAbort(thrown)) return `pqc-audit: ${maskText(stackOf(thrown))}`;
  return `pqc-audit: ${oneLine(maskText(sentence(thrown)))}`;
}

function sentence(thrown: unknown): string {
  if (isAbort(thrown)) return "interrupted";
  const expected = [UsageError, TerminalError, RetryableError, CorruptInputError].some(
    (type) => thrown instanceof type,
  );
  if (expected) return messageOf(thrown);
  return `unexpected error, which is a fault of this program: ${messageOf(thrown)} (run again with --debug for its stack)`;
}

function stackOf(error: Error): string {
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : "";
  return `${error.stack ?? error.message}${cause}`;
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === "AbortError";
}

function oneLine(text: string): string {
  return text.replace(/(?<!\s)\s*\n\s*/g, " ").trim();
}
