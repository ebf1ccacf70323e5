/** Algorithm URIs of XML Signature and XML Encryption (RFC 9231): `http://www.w3.org/2000/09/xmldsig#rsa-sha1`. */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { lookup } from "../registry.ts";
import { MAX_NAME } from "../spelling.ts";

export const xmlSecurity: Notation = {
  id: "xml-security",
  parse(text) {
    if (text.length > MAX_NAME) return [];
    const cut = Math.max(text.lastIndexOf("#"), text.lastIndexOf("/"));
    const use = readFragment(text.slice(cut + 1).trim());
    return use === undefined ? [] : [use];
  },
};

function readFragment(name: string): AlgorithmUse | undefined {
  if (/^rsa-1_5$/i.test(name)) return { name: "RSA", padding: "PKCS1-v1_5", operation: "encrypt" };
  if (/^rsa-oaep(?:-mgf1p)?$/i.test(name)) return { name: "RSA", padding: "OAEP", operation: "encrypt" };
  const wrap = /^kw-(aes|tripledes|camellia|seed)-?(\d{3})?$/i.exec(name);
  if (wrap !== null) {
    const entry = lookup(wrap[1] ?? "");
    if (entry === undefined) return undefined;
    return {
      name: entry.name,
      ...(wrap[2] === undefined ? {} : { keySize: Number(wrap[2]) }),
      mode: "KW",
      operation: "encrypt",
    };
  }
  const use = readCompound(name);
  if (use?.name !== "RSA" || use.hash === undefined) return use;
  return { ...use, padding: /mgf1|pss/i.test(name) ? "PSS" : "PKCS1-v1_5", operation: "sign" };
}
