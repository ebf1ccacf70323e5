/** Prometheus' own judgement of rules and of what processes export. */
import { spawnSync } from "node:child_process";
import { locateTool } from "../servers/tools.ts";

export interface Judgement {
  readonly passed: boolean;
  /** What it had to say, of both streams. */
  readonly said: string;
}

/** `promtool` with these arguments. */
export async function promtool(args: readonly string[], input = ""): Promise<Judgement> {
  const { status, stdout, stderr, error } = spawnSync(await locateTool("promtool"), args, { input, encoding: "utf8" });
  if (error !== undefined) throw error;
  return { passed: status === 0, said: `${stdout}${stderr}`.trim() };
}
