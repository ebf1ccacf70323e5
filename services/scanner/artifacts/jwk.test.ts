import { createSecretKey, generateKeyPairSync, randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { jwk } from "./jwk.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-384" });
const ed = generateKeyPairSync("ed25519");
const x = generateKeyPairSync("x25519");

function found(text: string): string[] {
  const result = jwk.read(Buffer.from(text));
  expect(result.error).toBeUndefined();
  return result.uses.map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm} ${each.operation}`);
}

const json = (value: object) => JSON.stringify(value, undefined, 2);

test("keys alone: type, size, curve, algorithm, and which half", () => {
  expect(found(json(rsa.publicKey.export({ format: "jwk" })))).toEqual(["jwk.public-key RSA-2048 load"]);
  expect(found(json({ ...rsa.privateKey.export({ format: "jwk" }), alg: "PS256" }))).toEqual([
    "jwk.private-key RSA-2048-PSS-SHA-256 sign",
  ]);
  expect(found(json({ alg: "RS256", use: "sig", ...rsa.publicKey.export({ format: "jwk" }) }))).toEqual([
    "jwk.public-key RSA-2048-PKCS1-v1_5-SHA-256 verify",
  ]);
  expect(found(json({ alg: "RSA-OAEP", use: "enc", ...rsa.publicKey.export({ format: "jwk" }) }))).toEqual([
    "jwk.public-key RSA-2048-OAEP encrypt",
  ]);
  expect(found(json(ec.publicKey.export({ format: "jwk" })))).toEqual(["jwk.public-key EC-P-384 load"]);
  expect(found(json({ use: "sig", ...ec.privateKey.export({ format: "jwk" }) }))).toEqual([
    "jwk.private-key ECDSA-P-384 sign",
  ]);
  expect(found(json({ use: "enc", ...ec.publicKey.export({ format: "jwk" }) }))).toEqual([
    "jwk.public-key ECDH-P-384 load",
  ]);
  expect(found(json(ed.publicKey.export({ format: "jwk" })))).toEqual(["jwk.public-key Ed25519 load"]);
  expect(found(json(x.publicKey.export({ format: "jwk" })))).toEqual(["jwk.public-key X25519 load"]);
  expect(found(json({ kty: "AKP", alg: "ML-DSA-65", pub: "AAAA" }))).toEqual(["jwk.public-key ML-DSA-65 load"]);
  const secret = createSecretKey(randomBytes(32)).export({ format: "jwk" });
  expect(found(json({ ...secret, alg: "HS256" }))).toEqual(["jwk.secret-key HMAC-SHA-256 mac"]);
});

test("sets, and keys within other text", () => {
  const keys = [rsa, ec, ed].map(({ publicKey }) => publicKey.export({ format: "jwk" }));
  const expected = ["jwk.public-key RSA-2048 load", "jwk.public-key EC-P-384 load", "jwk.public-key Ed25519 load"];
  expect(found(json({ keys }))).toEqual(expected);
  expect(found(`String JWKS = ${JSON.stringify(JSON.stringify({ keys }))};`)).toEqual(expected);
  expect(found(`key = {'kty': 'EC', 'crv': 'P-256', 'x': 'abc', 'y': 'abc', 'ext': {'a': 1}}`)).toEqual([
    "jwk.public-key EC-P-256 load",
  ]);
});

test("schemas, documents and pieces are no keys", () => {
  for (const text of [
    '{"properties": {"kty": {"type": "string", "enum": ["RSA", "EC"]}}}',
    '{"kty": "RSA"}',
    '{"kty": "EC", "crv": "unheard-of"}',
    'the "kty" member',
    '{"kty": "RSA", "e": "AQAB", "n": "0vx7..."}',
    '{"kty": "RSA", "e": "AQAB", "n": "abc"}',
    '{"kty": "oct", "k": "AAAA"}',
    'if (key["kty"] === "RSA") return key.n;',
  ]) {
    expect([text, found(text)]).toEqual([text, []]);
  }
});

test("no key material is shown", () => {
  const key = { ...rsa.privateKey.export({ format: "jwk" }), alg: "RS256" };
  const [use] = jwk.read(Buffer.from(json(key))).uses;
  expect(JSON.stringify(use)).not.toContain(key.d?.slice(0, 20));
  expect(use?.snippet).toBe("JSON Web Key, private, RSA-2048-PKCS1-v1_5-SHA-256");
});
