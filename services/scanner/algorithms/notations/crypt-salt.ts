/** What a salt of `crypt(3)` says: its prefix names the scheme (crypt(5)), without one it is the DES of the first Unix. */
import type { Notation } from "../algorithm.ts";
import { registry } from "./registry.ts";

const SCHEMES: readonly (readonly [RegExp, string])[] = [
  [/^\$1\$/, "crypt-MD5"],
  [/^\$2[abxy]?\$/, "bcrypt"],
  [/^\$5\$/, "crypt-SHA-256"],
  [/^\$6\$/, "crypt-SHA-512"],
  [/^\$7\$/, "scrypt"],
  [/^\$y\$/, "yescrypt"],
  [/^(?:_[./0-9A-Za-z]{8}|[./0-9A-Za-z]{2})(?:[./0-9A-Za-z]{11})?$/, "crypt-DES"],
];

export const cryptSalt: Notation = {
  id: "crypt-salt",
  parse(text) {
    const name = SCHEMES.find(([pattern]) => pattern.test(text))?.[1];
    return name === undefined ? [] : registry.parse(name);
  },
};
