/**
 * JSON Web Keys (RFC 7517, 7518, 8037; `AKP`: RFC 9964), alone, in a set (`JWKS`), and within other text, also escaped in
 * a string literal. A key is the JSON object around its `kty`.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { curveName } from "../algorithms/curves.ts";
import { curveUse } from "../algorithms/notations/curve.ts";
import { jose } from "../algorithms/notations/jose.ts";
import { judge, lookup } from "../algorithms/registry.ts";
import type { Operation } from "../fact.ts";
import type { Artifact, ArtifactUse } from "./artifact.ts";
import { bitLength } from "./der.ts";
import { digest, type ObjectUse } from "./reading.ts";

const MAX_KEYS = 2_000;
/** Characters of an object before and behind `kty`: a 16,384-bit private key with its certificates has fewer. */
const MAX_BEFORE = 16_384;
const MAX_BEHIND = 32_768;
/** Bits; a shorter modulus is no key but stands in for one. */
const MIN_MODULUS = 256;

export const jwk: Artifact = {
  id: "jwk",
  extensions: [".jwk", ".jwks"],
  anchors: ['"kty"', '\\"kty\\"', "'kty'"],
  read(bytes, _anchors, wanted = { from: 0, to: bytes.length }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    const uses: ArtifactUse[] = [];
    let keys = 0;
    let behind = 0;
    for (const { index } of text.matchAll(/["']kty\\?["']/g)) {
      if (index < behind || index < wanted.from - MAX_BEHIND) continue;
      if (index >= wanted.to + MAX_BEFORE) break;
      if (++keys > MAX_KEYS) return { uses, error: `more than ${MAX_KEYS} JSON Web Keys: the rest is not read` };
      const start = openingBefore(text, index);
      if (start < 0) continue;
      const end = closingBehind(text, index);
      behind = end;
      if (start < wanted.from || start >= wanted.to) continue;
      const fields = fieldsOf(text.slice(start, end));
      uses.push(...keyUses(fields).map((use) => ({ ...use, start, end })));
    }
    return { uses };
  },
};

/** The brace that opens the object of `at`; -1 where it is too far away. */
function openingBefore(text: string, at: number): number {
  let depth = 0;
  for (let index = at - 1; index >= 0 && at - index <= MAX_BEFORE; index--) {
    const character = text[index];
    if (character === "}") depth++;
    else if (character === "{" && depth-- === 0) return index;
  }
  return -1;
}

function closingBehind(text: string, at: number): number {
  let depth = 0;
  const limit = Math.min(text.length, at + MAX_BEHIND);
  for (let index = at; index < limit; index++) {
    const character = text[index];
    if (character === "{") depth++;
    else if (character === "}" && depth-- === 0) return index + 1;
  }
  return limit;
}

const FIELD = /["'](kty|crv|alg|use|n|p|x|k|d|priv|pub)\\?["']\s*:\s*\\?["']([A-Za-z0-9+/_=.-]{1,8192})\\?["']/g;

function fieldsOf(object: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const [, name = "", value = ""] of object.matchAll(FIELD)) if (!fields.has(name)) fields.set(name, value);
  return fields;
}

function keyUses(fields: ReadonlyMap<string, string>): readonly ObjectUse[] {
  const found = useOf(fields);
  if (found === undefined || lookup(found.name) === undefined) return [];
  const secret = fields.has("d") || fields.has("priv") || fields.get("kty") === "oct";
  const { operation: own, ...use } = found;
  const operation = operationOf(own, fields.get("use"), secret);
  const { algorithm } = judge(use, operation);
  const kind = fields.get("kty") === "oct" ? "secret" : secret ? "private" : "public";
  return [
    {
      ruleId: `jwk.${kind}-key`,
      use,
      operation,
      ...(fields.get("use") === "sig" && { purpose: "signature" as const }),
      ...(fields.get("use") === "enc" && kind !== "secret" && { purpose: "key-establishment" as const }),
      usage: "key-material",
      confidence: "high",
      // The public half where there is one; one-way either way.
      context: digest(fields.get("n") ?? fields.get("x") ?? fields.get("pub") ?? fields.get("k") ?? ""),
      snippet: `JSON Web Key, ${kind}, ${algorithm}`,
    },
  ];
}

/** What the key does as its algorithm says it; a public key verifies where the private one signs. */
function operationOf(own: Operation | undefined, use: string | undefined, secret: boolean): Operation {
  const signs = own === "sign" || (own === undefined && use === "sig");
  if (signs) return secret ? "sign" : "verify";
  return own ?? "load";
}

function useOf(fields: ReadonlyMap<string, string>): AlgorithmUse | undefined {
  const named = jose.parse(fields.get("alg") ?? "")[0];
  switch (fields.get("kty")) {
    case "RSA": {
      const modulus = fields.get("n");
      if (modulus === undefined) return undefined;
      const keySize = bitLength(Buffer.from(modulus, "base64url"));
      // `"n": "..."` illustrates, `"n": "abc"` stands in for a key.
      return keySize < MIN_MODULUS ? undefined : { ...(named?.name === "RSA" ? named : { name: "RSA" }), keySize };
    }
    case "EC": {
      const curve = curveName(fields.get("crv") ?? "");
      if (curve === undefined) return undefined;
      if (named?.name === "ECDSA" || named?.name === "ECDH") return { ...named, curve };
      const name = fields.get("use") === "sig" ? "ECDSA" : fields.get("use") === "enc" ? "ECDH" : "EC";
      return { name, curve };
    }
    case "OKP":
      return curveUse(fields.get("crv") ?? "");
    case "AKP":
      return named;
    case "oct": {
      if (fields.get("k") === undefined || named === undefined) return undefined;
      return named;
    }
    default:
      return undefined;
  }
}
