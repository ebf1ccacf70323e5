/**
 * Names of modules and globals of the JavaScript world, brought to one spelling for models.
 *
 * - `node:crypto`, `npm:node-forge@1.3.1`, `@noble/curves/ed25519.js` lose prefix, version and ending.
 * - The Web Crypto API has many doors: the global `crypto` (also of `window`, `self`, `globalThis`), node's `webcrypto`
 *   and `subtle`, polyfill packages. All of them are called `WebCrypto`: `WebCrypto.subtle.generateKey`.
 * - A global `crypto` that nobody imported and whose member is no Web Crypto member is node's (`crypto.createHash`).
 */

/** Marks a name that no declaration of the file explains. Taken off by `canonicalName`. */
export const GLOBAL = "global:";

/** Objects whose properties are the globals. */
const GLOBAL_OBJECTS = new Set(["window", "globalThis", "self", "global", "frames", "root"]);

const WEB_CRYPTO_MEMBERS = new Set([
  "subtle",
  "getRandomValues",
  "randomUUID",
  "CryptoKey",
  "SubtleCrypto",
  "webkitSubtle",
]);

/** Packages that implement another module's API under their own name. */
const STAND_INS: Readonly<Record<string, string>> = {
  "crypto-browserify": "crypto",
  "isomorphic-webcrypto": "WebCrypto",
  "webcrypto-shim": "WebCrypto",
  "@trust/webcrypto": "WebCrypto",
  "react-native-quick-crypto": "crypto",
};

/** Globals that libraries install when loaded by a script tag. */
const SCRIPT_GLOBALS: Readonly<Record<string, string>> = {
  forge: "node-forge",
  CryptoJS: "crypto-js",
  msCrypto: "WebCrypto",
  nobleCurves: "@noble/curves",
};

/** The module a specifier names, in one spelling. */
export function moduleName(specifier: string): string {
  const bare = specifier
    .replace(/^(?:node|npm|jsr|bun|deno):\/?/, "")
    .replace(/^((?:@[^/@]+\/)?[^/@]+)@[^/]*/, "$1")
    .replace(/^([^./][^/]*\/.*)\.[cm]?js$/, "$1");
  return STAND_INS[bare] ?? bare;
}

/** The spelling models use for a raw name of `Names`. */
export function canonicalName(raw: string): string {
  let name = raw.replace(/\.(?:default|prototype)(?=\.|$)/g, "");
  if (name.startsWith(GLOBAL)) name = canonicalGlobal(name.slice(GLOBAL.length));
  if (/^crypto\.webcrypto(?=\.|$)/.test(name)) return `WebCrypto${name.slice("crypto.webcrypto".length)}`;
  if (/^crypto\.subtle(?=\.|$)/.test(name)) return `WebCrypto${name.slice("crypto".length)}`;
  if (/^@peculiar\/webcrypto\.Crypto\./.test(name))
    return `WebCrypto${name.slice("@peculiar/webcrypto.Crypto".length)}`;
  return name;
}

function canonicalGlobal(global: string): string {
  let segments = global.split(".");
  while (segments.length > 1 && GLOBAL_OBJECTS.has(segments[0] ?? "")) segments = segments.slice(1);
  const [first = "", second] = segments;
  if (first === "crypto" && (second === undefined || WEB_CRYPTO_MEMBERS.has(second))) segments[0] = "WebCrypto";
  else if (Object.hasOwn(SCRIPT_GLOBALS, first)) segments[0] = SCRIPT_GLOBALS[first] ?? first;
  return segments.join(".");
}
