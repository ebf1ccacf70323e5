/** Key parameters of libgcrypt as S-expressions: `(genkey (rsa (nbits 4:2048)))`, `(genkey (ecc (curve Ed25519)))`. */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { curveName } from "../curves.ts";

const MAX_TEXT = 2_000;
const LIST = /\((?:genkey|private-key|public-key|sig-val|enc-val)\s{0,20}\((rsa|dsa|elg|ecc|ecdsa|ecdh|eddsa)\b/;
const BITS = /\(nbits\s{1,20}(?:\d{1,2}:)?(\d{2,5})\)/;
const CURVE = /\(curve\s{1,20}(?:\d{1,2}:)?"?([\w .-]{2,40}?)"?\s{0,5}\)/;
const NAMES: Readonly<Record<string, string>> = {
  rsa: "RSA",
  dsa: "DSA",
  elg: "ElGamal",
  ecc: "EC",
  ecdsa: "ECDSA",
  ecdh: "ECDH",
  eddsa: "EdDSA",
};

export const gcrypt: Notation = {
  id: "gcrypt",
  parse(text) {
    if (text.length > MAX_TEXT) return [];
    const name = NAMES[LIST.exec(text)?.[1] ?? ""];
    if (name === undefined) return [];
    const bits = BITS.exec(text)?.[1];
    const curve = curveName(CURVE.exec(text)?.[1] ?? "");
    // the curve alone tells Ed25519 and X25519
    const own = curve === undefined ? undefined : readCompound(CURVE.exec(text)?.[1] ?? "");
    if (own !== undefined && own.name !== "EC") return [own];
    const use: AlgorithmUse = {
      name,
      ...(bits === undefined ? {} : { keySize: Number(bits) }),
      ...(curve === undefined ? {} : { curve }),
    };
    return [use];
  },
};
