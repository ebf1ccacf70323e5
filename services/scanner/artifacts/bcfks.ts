import { judge } from "../algorithms/registry.ts";
import { items } from "./ber.ts";
import { children, element, oidOf } from "./der.ts";
import { known } from "./key-algorithm.ts";
import { encryptionUses } from "./key-encryption.ts";
import { digest, type ObjectUse } from "./reading.ts";

/** BCFKS: `ObjectStore` of Bouncy Castle (encrypted store, then integrity check); throws where the bytes are none. */
export function readBcfks(der: Uint8Array): readonly ObjectUse[] {
  const [data, check] = items(element(der));
  const [algorithm, content] = items(data);
  const [macNode, derivation, mac] = items(check);
  if (algorithm === undefined || content === undefined || mac === undefined) throw new Error("not a BCFKS key store");
  const macOid = oidOf(children(macNode)[0]);
  if (macOid === undefined || oidOf(children(derivation)[0]) === undefined) throw new Error("not a BCFKS key store");
  return [...encryptionUses(algorithm), known(macOid)].map((use) => {
    const { primitive, algorithm: name } = judge(use, "unknown");
    const operation = primitive === "kdf" ? "derive" : primitive === "mac" ? "mac" : "decrypt";
    return {
      ruleId: "keystore.bcfks.protection",
      use,
      operation,
      usage: "key-material",
      confidence: "high",
      context: digest(der),
      snippet: `BCFKS key store protected with ${name}`,
    };
  });
}
