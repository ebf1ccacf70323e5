/** Whatever stands in a scanned file reaches the notations: none may throw, name what is no entry, or take long. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { judge } from "../registry.ts";
import { NOTATIONS } from "./all.ts";

const seed = 20261122;
const words = fc.constantFrom(
  "AES",
  "128",
  "256",
  "CBC",
  "RSA",
  "SHA",
  "1",
  "with",
  "and",
  "EVP_",
  "NID_",
  "TLS_",
  "_WITH_",
  "ECDHE",
  "-",
  "_",
  "/",
  ".",
  ":",
  ",",
  "+",
  "!",
  "PBE",
  "OAEP",
  "MGF1",
  "Padding",
  "Hmac",
  "MD5",
  "constructor",
  "__proto__",
  "toString",
  "P",
  "v1",
  "ssh-",
  "@openssh.com",
  "DES",
  "3",
  "none",
  "NULL",
  "\u0000",
  "é",
  "💥",
  "GOST",
  "EXP",
  "Wrap",
  "http://",
  "#",
  "1.2.840",
  "x".repeat(200),
);
const texts = fc.oneof(
  fc.string({ maxLength: 300 }),
  fc.array(words, { maxLength: 20 }).map((parts) => parts.join("")),
);

test.each(NOTATIONS.map((notation) => [notation.id, notation] as const))("%s reads anything", (_id, notation) => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const use of notation.parse(text)) expect(judge(use, "unknown").algorithm).not.toBe("");
    }),
    { seed, numRuns: 1000 },
  );
});

test.each(NOTATIONS.map((notation) => [notation.id, notation] as const))(
  "%s is linear on hostile text",
  (_id, notation) => {
    for (const part of [
      "A",
      "AES-128-",
      "1",
      "1.",
      "-",
      "with",
      "RSA+",
      "TLS_RSA_WITH_AES_",
      ":",
      ", ",
      "sha1",
      "_",
      "(",
      "OAEPWith",
      "PBEWith",
      "x509v3-",
      "::new",
      ".New",
    ]) {
      for (const length of [159, 100_000]) {
        const text = part.repeat(Math.ceil(length / part.length)).slice(0, length);
        const started = performance.now();
        notation.parse(text);
        notation.parse(`${text}!`);
        expect([part, length, performance.now() - started < 500]).toEqual([part, length, true]);
      }
    }
  },
);
