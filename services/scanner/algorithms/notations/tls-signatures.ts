import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { lookup } from "../registry.ts";
import { MAX_NAME } from "../spelling.ts";
import { distinct, items } from "./lists.ts";

/**
 * Signature schemes (RFC 8446 `SignatureScheme`), one or a list: `rsa_pss_rsae_sha256`, `ECDSA+SHA384`,
 * `PKCS1WithSHA1`, `ECDSAWithP256AndSHA256`, `ed25519`.
 */
export const tlsSignatures: Notation = {
  id: "tls-signatures",
  parse(text) {
    const uses: AlgorithmUse[] = [];
    for (const item of items(text, ":,; \t\r\n\"'[]")) {
      if (/^[!-]/.test(item) || item.length > MAX_NAME) continue;
      const use = readScheme(item.replace(/^\?/, ""));
      if (use !== undefined) uses.push({ ...use, protocol: "TLS", operation: "sign" });
    }
    return distinct(uses);
  },
};

function readScheme(text: string): AlgorithmUse | undefined {
  const name = (/(?<![^.])[^.]*$/.exec(text)?.[0] ?? "").replace(/_legacy$/i, "");
  const rsa = /^(?:rsa[_-]?)?(pss|pkcs1|pkcs1v15)(?:[_-]?(?:rsae|pss))?(?:With|[_-])?(sha\d{1,3}|md5)$/i.exec(name);
  if (rsa !== null) {
    const hash = lookup(rsa[2] ?? "")?.name;
    const padding = rsa[1]?.toLowerCase() === "pss" ? "PSS" : "PKCS1-v1_5";
    return { name: "RSA", padding, ...(hash === undefined ? {} : { hash }) };
  }
  const plain = /^rsa(?:\+|with)?(sha\d{1,3}|md5)$|^(sha\d{1,3}|md5)with(?:rsa)$/i.exec(name);
  if (plain !== null) {
    const hash = lookup(plain[1] ?? plain[2] ?? "")?.name;
    return { name: "RSA", padding: "PKCS1-v1_5", ...(hash === undefined ? {} : { hash }) };
  }
  const use = readCompound(name);
  if (use === undefined) return undefined;
  const primitive = lookup(use.name)?.primitive;
  return primitive === "signature" || primitive === "combiner" || use.name === "RSA" ? use : undefined;
}
