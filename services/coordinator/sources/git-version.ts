/** What the installed git can do that safety rests on. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { TerminalError } from "@pqc-audit/platform/errors.ts";

/** The first that knows `http.curloptResolve`; those before it ignore the setting, and ask the resolver once more. */
const PINS = [2, 37] as const;

let answer: Promise<string> | undefined;

/** Throws `TerminalError` where git cannot be held to the addresses that were checked. Asks git once. */
export async function requireAddressPins(): Promise<void> {
  answer ??= promisify(execFile)("git", ["--version"], { env: { PATH: process.env.PATH ?? "" } }).then(
    ({ stdout }) => stdout,
  );
  try {
    checkAddressPins(await answer);
  } catch (error) {
    answer = undefined;
    if (error instanceof TerminalError) throw error;
    throw new TerminalError("git is not installed: install git 2.37 or newer.", { cause: error });
  }
}

/** Takes the text of `git --version`. */
export function checkAddressPins(version: string): void {
  const [, major = 0, minor = 0] = (/(?<!\d)(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  if (major > PINS[0] || (major === PINS[0] && minor >= PINS[1])) return;
  throw new TerminalError(
    `${version.trim()} cannot be held to an address that was checked: install git ${PINS.join(".")} or newer, ` +
      "or allow private addresses in the configuration.",
  );
}
