import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { curveName } from "../curves.ts";
import { lookup } from "../registry.ts";
import { MAX_NAME } from "../spelling.ts";
import { distinct, items } from "./lists.ts";

/** Key exchange groups (RFC 8446 `NamedGroup`), one or a list: `X25519MLKEM768:P-256`, `CurveP384`, `ffdhe2048`. */
export const tlsGroups: Notation = {
  id: "tls-groups",
  parse(text) {
    const uses: AlgorithmUse[] = [];
    for (const item of items(text, ":,/; \t\r\n\"'[]")) {
      // OpenSSL 3.5: `*` sends a key share, `?` ignores unknown names, `-` takes away.
      const name = item.replace(/^[*?]{1,2}/, "");
      if (/^[!-]/.test(name) || name.length > MAX_NAME) continue;
      const use = readGroup(name);
      if (use !== undefined) uses.push({ ...use, protocol: "TLS", operation: "key-agreement" });
    }
    return distinct(uses);
  },
};

function readGroup(text: string): AlgorithmUse | undefined {
  const name = /(?<![^.])[^.]*$/.exec(text)?.[0] ?? "";
  const finite = /^(?:ffdhe|dh|modp)_?(\d{3,5})$/i.exec(name);
  if (finite !== null) return { name: "DH", keySize: Number(finite[1]) };
  const entry = lookup(name);
  if (entry !== undefined && ["combiner", "kem", "key-agree"].includes(entry.primitive)) {
    return { name: entry.name, ...(entry.curve === undefined ? {} : { curve: entry.curve }) };
  }
  const curve = curveName(name);
  if (curve === undefined) return undefined;
  return curve === "Curve25519"
    ? { name: "X25519", curve }
    : curve === "Curve448"
      ? { name: "X448", curve }
      : { name: "ECDH", curve };
}
