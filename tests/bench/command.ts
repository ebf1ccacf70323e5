/** The command under measurement. */
import { fileURLToPath } from "node:url";

export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** As a user starts it, with the Node that runs the benches. */
export function pqcAudit(...args: string[]): readonly string[] {
  return [process.execPath, `${ROOT}services/app/pqc-audit.js`, ...args];
}
