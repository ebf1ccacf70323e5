/**
 * Reads spellings that put an algorithm and its parameters together, in any order and with any separators:
 * `aes-128-cbc`, `AES_256_GCM`, `SHA256withRSA`, `ecdsa-p256-sha256`, `hmac_sha1`, `id-aes256-wrap`.
 *
 * The normalised text must be covered by known words from end to end, longest words first; anything else names nothing.
 */
import type { AlgorithmUse } from "./algorithm.ts";
import { type Curve, curveSpellings } from "./curves.ts";
import { type AlgorithmEntry, entrySpellings } from "./entry.ts";
import { MODES, PADDINGS } from "./parameters.ts";
import { MAX_NAME, normalise } from "./spelling.ts";

type Word =
  | { readonly kind: "entry"; readonly entry: AlgorithmEntry }
  | { readonly kind: "curve"; readonly curve: Curve }
  | { readonly kind: "mode"; readonly value: string }
  /** `rsa` where the padding's name says whose it is: `RSASSA-PSS`. */
  | { readonly kind: "padding"; readonly value: string; readonly rsa: boolean }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "filler" };

const FILLERS =
  "with and using evp id key keys mgf1 mgf1p inp1363format p1363 p1363format encryption encrypt decrypt signature sign algorithm cipher digest hash mode new get default etm opensshcom libsshorg bit bits bc format plain cvc crypto sk cryptoserviceprovider managed cng engine pair generator keypair context spec param params pbe privatekey publickey secretkey private public secret drop legacy mbedtls gcry pk digestalgorithm modes algorithms hashes hasher";

let words: ReadonlyMap<string, Word> | undefined;
let longest = 0;

function vocabulary(): ReadonlyMap<string, Word> {
  const table = new Map<string, Word>();
  for (const filler of FILLERS.split(" ")) table.set(filler, { kind: "filler" });
  for (const [key, value] of PADDINGS) {
    table.set(`${key}padding`, { kind: "padding", value, rsa: key.startsWith("rsa") });
    // `no` and `zero` alone are everyday letters: `nodes` is not DES without padding.
    if (key !== "no" && key !== "none" && key !== "zero")
      table.set(key, { kind: "padding", value, rsa: key.startsWith("rsa") });
  }
  for (const [key, curve] of curveSpellings()) if (!key.includes(".")) table.set(key, { kind: "curve", curve });
  for (const [key, value] of MODES) table.set(key, { kind: "mode", value });
  for (const [key, entry] of entrySpellings()) table.set(key, { kind: "entry", entry });
  for (const key of table.keys()) longest = Math.max(longest, key.length);
  return table;
}

/** The words that cover `key` from end to end, preferring the longest word at each step. */
function segment(key: string): Word[] | undefined {
  words ??= vocabulary();
  // step[i]: length of the word chosen at i such that the rest is covered too; 0 where there is none.
  const step = new Uint8Array(key.length + 1);
  const at: (Word | undefined)[] = [];
  for (let i = key.length - 1; i >= 0; i--) {
    for (let length = Math.min(longest, key.length - i); length > 0; length--) {
      if (i + length < key.length && step[i + length] === 0) continue;
      const word = words.get(key.slice(i, i + length)) ?? number(key, i, length);
      if (word === undefined) continue;
      step[i] = length;
      at[i] = word;
      break;
    }
  }
  if (step[0] === 0) return undefined;
  const found: Word[] = [];
  for (let i = 0; i < key.length; i += step[i] ?? key.length) {
    const word = at[i];
    if (word !== undefined) found.push(word);
  }
  return found;
}

/** Digits up to the end of their run, as a size in bits; `40` of `rc440` too, since separators are gone. */
function number(key: string, start: number, length: number): Word | undefined {
  if (length < 2 || length > 5 || key[start] === "0" || isDigit(key, start + length)) return undefined;
  for (let i = start; i < start + length; i++) if (!isDigit(key, i)) return undefined;
  return { kind: "number", value: Number(key.slice(start, start + length)) };
}

function isDigit(key: string, at: number): boolean {
  const code = key.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** The use a compound spelling means; undefined where it is none. Never throws. */
export function readCompound(text: string): AlgorithmUse | undefined {
  if (text.length > MAX_NAME) return undefined;
  const key = normalise(text);
  const direct = entrySpellings().get(key);
  if (direct !== undefined) return withCurve({ name: direct.name }, direct.curve);
  const found = key === "" ? undefined : segment(key);
  return found === undefined ? undefined : assemble(found);
}

function assemble(found: readonly Word[]): AlgorithmUse | undefined {
  const entries = found.flatMap((word) => (word.kind === "entry" && word.entry.name !== "none" ? [word.entry] : []));
  const digest = entries.find(isDigest);
  const curve = found.find((word) => word.kind === "curve")?.curve.name;
  const mode = found.find((word) => word.kind === "mode")?.value;
  const padding = found.find((word) => word.kind === "padding");
  const keySize = found.find((word) => word.kind === "number")?.value;
  const main = mainOf(entries, mode) ?? (padding?.rsa === true ? entrySpellings().get("rsa") : digest);
  if (main === undefined) return curve === undefined ? undefined : { name: "EC", curve };
  const asymmetric = main.size === "modulus" || main.size === "curve";
  return withCurve(
    {
      name: main.name,
      ...(keySize === undefined || isDigest(main) ? {} : { keySize }),
      ...(mode === undefined || asymmetric ? {} : { mode }),
      ...(padding === undefined ? {} : { padding: padding.value }),
      ...(digest === undefined || digest === main || isCipher(main) ? {} : { hash: digest.name }),
      ...(digest !== undefined && main.primitive === "signature" ? { operation: "sign" as const } : {}),
    },
    curve ?? main.curve,
  );
}

/** What a list of names is about: a KDF before its PRF, a cipher with a mode before the HMAC beside it, else the first. */
function mainOf(entries: readonly AlgorithmEntry[], mode: string | undefined): AlgorithmEntry | undefined {
  const others = entries.filter((entry) => !isDigest(entry));
  return (
    others.find((entry) => entry.primitive === "kdf") ??
    (mode === undefined ? undefined : others.find((entry) => entry.primitive === "block-cipher")) ??
    others[0]
  );
}

function isDigest(entry: AlgorithmEntry): boolean {
  return entry.primitive === "hash" || entry.primitive === "xof";
}

/** The digest in `aes-128-cbc-hmac-sha1` is the MAC's, not the cipher's. */
function isCipher(entry: AlgorithmEntry): boolean {
  return entry.primitive === "block-cipher" || entry.primitive === "stream-cipher" || entry.primitive === "ae";
}

function withCurve(use: AlgorithmUse, curve: string | undefined): AlgorithmUse {
  return curve === undefined ? use : { ...use, curve };
}
