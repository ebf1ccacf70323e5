/** Keys and what else is made with algorithms. What is said of a key never holds the key. */
import type { Primitive } from "@pqc-audit/scanner/fact.ts";
import type { Finding } from "../model/finding.ts";

/** The terms of CycloneDX; `none` where the finding is about an algorithm that protects a key, not about a key. */
export type MaterialType = "private-key" | "public-key" | "secret-key" | "key" | "signature" | "none";

export interface Material {
  readonly type: MaterialType;
  /** This very key, by its fingerprint; otherwise whatever key of that type and algorithm the code has at run time. */
  readonly identified: boolean;
}

/** Formats that files hold keys in. Everything else that is about keys is code. */
const FORMATS = /^(?:cose|dns|jwk|keystore|openpgp|pki|putty|ssh)\./;
const SYMMETRIC: ReadonlySet<Primitive> = new Set(["ae", "block-cipher", "mac", "stream-cipher"]);

export function materialOf({ ruleId, primitive, usage }: Finding): Material {
  const identified = FORMATS.test(ruleId);
  if (usage === "certificate") return { type: ruleId.endsWith(".key") ? "public-key" : "signature", identified };
  if (identified && !/[.-]key$/.test(ruleId)) return { type: "none", identified };
  const [, half] = /\b(private|public|secret|symmetric)\b/.exec(ruleId) ?? [];
  if (SYMMETRIC.has(primitive)) return { type: "secret-key", identified };
  if (half === "private" || (half === "secret" && identified)) return { type: "private-key", identified };
  return { type: half === "public" ? "public-key" : "key", identified };
}
