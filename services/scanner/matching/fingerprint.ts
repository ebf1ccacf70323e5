/** What makes two uses equal wherever they stand: the rule, the algorithm and the code without its layout. */
import { createHash } from "node:crypto";
import type { Site } from "../languages/language.ts";

const MAX_ARGUMENT = 80;

/** 16 bytes, hex. `context` must not hold layout, position or secrets. */
export function fingerprint(ruleId: string, algorithm: string, context: string): string {
  return createHash("sha256").update(`${ruleId}\0${algorithm}\0${context}`).digest("hex").slice(0, 32);
}

/** The site without white space; long arguments (a callback's body) count by their beginning only. */
export function contextOf(site: Site): string {
  const spelled = site.arguments.map((argument) => {
    const text = argument.node.text.slice(0, MAX_ARGUMENT * 4).replace(/\s+/g, "");
    return `${argument.name ?? ""}=${text.slice(0, MAX_ARGUMENT)}`;
  });
  return `${site.names[0] ?? ""}(${spelled.join(",")})`;
}
