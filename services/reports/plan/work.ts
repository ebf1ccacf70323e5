/** What kind of work a finding is, and whether it is any: one finding belongs to one kind. */
import type { Finding, Scope } from "../model/finding.ts";
import type { Accounted } from "./model.ts";
import type { WorkKind } from "./work-kind.ts";

export const KIND_TITLES: Readonly<Record<WorkKind, string>> = {
  "library-upgrade": "Upgrade libraries and what is vendored",
  "protocol-versions": "Move to TLS 1.3 and current protocol versions",
  "weak-today": "Replace weak hashes and ciphers",
  configuration: "Change configuration",
  "key-establishment": "Move key establishment and public-key encryption",
  signatures: "Move signatures",
  keys: "Replace stored keys",
  certificates: "Reissue certificates",
};

/** Each finding is one of these. */
export type Standing = Exclude<keyof Accounted, "findings">;

/** What leaves the house; a test, an example or a text may use anything. */
const SHIPPED: ReadonlySet<Scope> = new Set(["production", "vendored", "generated"]);

/** Which part of the accounts a finding belongs to. */
export function standingOf(finding: Finding): Standing {
  if (finding.suppressed) return "suppressed";
  if (!hasToMove(finding)) return isUnclear(finding) ? "unclear" : "inOrder";
  if (!SHIPPED.has(finding.scope)) return "notShipped";
  return finding.usage === "definition" ? "definitions" : "planned";
}

/** A quantum computer breaks it, it is weak already, a mandate in force wants it gone, or it is too old to move others. */
function hasToMove(finding: Finding): boolean {
  const { quantum, classical, deadlines } = finding;
  return quantum === "broken" || classical !== "ok" || deadlines.length > 0 || lacksPostQuantum(finding);
}

/** A library or platform whose version is known to have no post-quantum algorithms. */
export function lacksPostQuantum({ usage, algorithm }: Pick<Finding, "usage" | "algorithm">): boolean {
  return usage === "dependency" && algorithm.endsWith("-without-pqc");
}

function isUnclear({ quantum, resolved, usage }: Finding): boolean {
  return usage !== "dependency" && quantum === "unknown" && !resolved;
}

/** What rules of files of keys begin with (`scanner/artifacts`). */
const STORED: ReadonlySet<string> = new Set([
  "cms",
  "cose",
  "dns",
  "jwk",
  "keystore",
  "openpgp",
  "pki",
  "putty",
  "ssh",
]);

const PROTOCOLS = /^(?:D?TLS|SSL|SSH|IKE|IPsec|WEP|WPA)/i;

export function kindOf(finding: Finding): WorkKind {
  const { usage, scope, quantum, purpose, protocol, algorithm } = finding;
  if (usage === "dependency" || scope === "vendored") return "library-upgrade";
  if (usage === "certificate") return "certificates";
  if (usage === "key-material" && isStored(finding)) return "keys";
  if (purpose === "protocol" && PROTOCOLS.test(protocol ?? algorithm)) return "protocol-versions";
  if (quantum !== "broken") return "weak-today";
  if (usage === "configuration") return "configuration";
  return purpose === "signature" ? "signatures" : "key-establishment";
}

/** A key that lies in a file, and no code that makes or reads one. */
function isStored({ ruleId }: Finding): boolean {
  return STORED.has(ruleId.slice(0, ruleId.indexOf(".")));
}
