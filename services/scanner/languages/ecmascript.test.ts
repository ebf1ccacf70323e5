import { expect, test } from "vitest";
import { cpuMs } from "../testing-cpu-time.ts";
import { loadGrammar, parse } from "./grammars.ts";
import { javascript } from "./javascript.ts";
import type { Language, Site, SourceFile, Value } from "./language.ts";
import { openSource, siteOf, spelled } from "./source-under-test.ts";
import { tsx, typescript } from "./typescript.ts";

async function open(text: string, language: Language = javascript): Promise<SourceFile> {
  await loadGrammar(language);
  const tree = parse(language, text);
  if (!tree) throw new Error("no tree");
  return language.open(text, tree);
}

/** The site at the n-th mention (from 0) of a word; -1 is the last. */
function site(file: SourceFile, word: string, nth = -1): Site | undefined {
  const offsets = [...file.text.matchAll(new RegExp(`(?<![\\w$])${word}(?![\\w$])`, "g"))].map((match) => match.index);
  return file.siteAt(offsets.at(nth) ?? -1);
}

function shown(value: Value | undefined): unknown {
  switch (value?.kind) {
    case "string":
      return value.text;
    case "number":
    case "boolean":
      return value.value;
    case "name":
      return { name: value.name };
    case "call":
      return { call: value.site.names };
    case "list":
      return value.items.map(shown);
    case "none":
      return null;
    default:
      return value?.kind;
  }
}

/** Names and first argument of the last mention of a word. */
async function use(text: string, word: string, language?: Language): Promise<readonly [string | undefined, unknown]> {
  const file = await open(text, language);
  const found = site(file, word);
  const first = found?.arguments[0];
  return [found?.names[0], first && shown(file.evaluate(first.node))];
}

test.each([
  ["import crypto from 'crypto'; crypto.createHash('md5')"],
  ["import * as c from 'node:crypto'; c.createHash('md5')"],
  ["import { createHash } from 'crypto'; createHash('md5')"],
  ["const crypto = require('crypto'); crypto.createHash('md5')"],
  ["const { createHash } = require('crypto'); createHash('md5')"],
  ["const createHash = require('crypto').createHash; createHash('md5')"],
  ["require('crypto').createHash('md5')"],
  ["(await import('crypto')).createHash('md5')"],
  ["const c = await import('node:crypto'); c.default.createHash('md5')"],
  ["const crypto_1 = __importStar(require('crypto')); (0, crypto_1.createHash)('md5')"],
  ["var _crypto = _interopRequireDefault(require('crypto')); _crypto.default.createHash('md5')"],
  ["var e=require('crypto');function f(){return e.createHash('md5')}"],
  ["let crypto; try { crypto = require('crypto') } catch {} \n crypto.createHash('md5')"],
  ["function f() { if (x) { var c = require('crypto') } return c.createHash('md5') }"],
  ["define(['fs', 'crypto'], function (fs, c) { c.createHash('md5') })"],
  ["const c = require('crypto'); const lib = { hash: c }; lib.hash.createHash('md5')"],
  ["const ALG = 'md5'; const c = require('crypto'); c?.createHash(ALG)"],
  ["const c = require('crypto'); c.createHash('m' + `d$".concat("{5}`)")],
  ["const c = require('crypto'); const O = Object.freeze({ A: { B: 'md5' } }); c.createHash(O.A.B)"],
  ["const c = require('crypto'); let a; a = 'md5'; c.createHash(a)"],
  ["const c = require('crypto'); function f(a = 'md5') { return c.createHash(a) }"],
  ["const c = require('crypto'); function f({ a = 'md5' }) { return c.createHash(a) }"],
  ["const c = require('crypto'); const [, a] = ['x', 'md5']; c.createHash(a)".replace("[, a]", "[z, a]")],
  ["const c = require('crypto'); class A { #x; a = 'md5'; m() { return c.createHash(this.a) } }"],
  ["const c = require('crypto'); c.createHash(x ? 'md5' : 'md5')"],
  ["const c = require('crypto'); c.createHash('MD5'.toLowerCase())"],
])("node's createHash with md5: %s", async (text) => {
  expect(await use(text, "createHash")).toEqual(["crypto.createHash", "md5"]);
});

test.each([
  ["import { createHash } from 'crypto'; const a: string = 'md5'; createHash(a as string)"],
  ["import crypto = require('crypto'); enum A { X = 'md5' } crypto.createHash(A.X)"],
  ["import crypto from 'crypto'; class A { private static readonly X = 'md5'; m() { crypto!.createHash(A.X) } }"],
  ["import crypto from 'crypto'; class A { m(a: string = 'md5') { crypto.createHash(a!) } }"],
  ["import * as crypto from 'crypto'; const O = { X: 'md5' } as const; crypto.createHash(O.X)"],
])("TypeScript: %s", async (text) => {
  expect(await use(text, "createHash", typescript)).toEqual(["crypto.createHash", "md5"]);
});

test("TSX parses with its own grammar", async () => {
  const text =
    "import { createHash } from 'crypto'; const A = () => <p title=\"x\">{createHash('md5').digest('hex')}</p>";
  expect(await use(text, "createHash", tsx)).toEqual(["crypto.createHash", "md5"]);
});

test.each([
  ["function createHash(a) {} createHash('md5')"],
  ["function f(createHash) { createHash('md5') }"],
  ["const createHash = (a) => a; createHash('md5')"],
  ["import { createHash } from 'crypto'"],
  ["// createHash('md5')"],
  ["const s = \"createHash('md5')\""],
  ["class A { createHash(a) {} }"],
  ["const { createHash } = require('crypto')"],
  ["export { createHash } from 'crypto'"],
])("no site: %s", async (text) => {
  expect(site(await open(text), "createHash")).toBeUndefined();
});

test("a shadowing import wins over the global, and only where it holds", async () => {
  const text = "import { createHash } from 'crypto'; { const createHash = (x) => x; createHash(1) } createHash('md5')";
  const file = await open(text);
  expect(site(file, "createHash", 2)).toBeUndefined();
  expect(site(file, "createHash", 3)?.names).toEqual(["crypto.createHash"]);
});

test.each([
  ["crypto.subtle.generateKey(a)"],
  ["window.crypto.subtle.generateKey(a)"],
  ["globalThis.crypto.subtle.generateKey(a)"],
  ["self.crypto.subtle.generateKey(a)"],
  ["const { subtle } = crypto; subtle.generateKey(a)"],
  ["const { subtle } = globalThis.crypto; subtle.generateKey(a)"],
  ["import { webcrypto } from 'node:crypto'; webcrypto.subtle.generateKey(a)"],
  ["const { subtle } = require('crypto').webcrypto; subtle.generateKey(a)"],
  ["import { subtle } from 'crypto'; subtle.generateKey(a)"],
  ["import { webcrypto as crypto } from 'crypto'; crypto.subtle.generateKey(a)"],
  ["const crypto = globalThis.crypto ?? require('crypto').webcrypto; crypto.subtle.generateKey(a)"],
  ["const { Crypto } = require('@peculiar/webcrypto'); const c = new Crypto(); c.subtle.generateKey(a)"],
])("Web Crypto by every door: %s", async (text) => {
  const file = await open(text);
  expect(site(file, "generateKey")?.names[0]).toBe("WebCrypto.subtle.generateKey");
});

test("packages, scopes of packages, globals of script tags", async () => {
  expect((await use("import forge from 'node-forge'; forge.pki.rsa.generateKeyPair(1024)", "generateKeyPair"))[0]).toBe(
    "node-forge.pki.rsa.generateKeyPair",
  );
  expect((await use("forge.pki.rsa.generateKeyPair(1024)", "generateKeyPair"))[0]).toBe(
    "node-forge.pki.rsa.generateKeyPair",
  );
  const noble = "import { ed25519 } from '@noble/curves/ed25519.js'; ed25519.sign(m, k)";
  expect((await use(noble, "sign"))[0]).toBe("@noble/curves/ed25519.ed25519.sign");
  const elliptic = "const { ec: EC } = require('elliptic'); const e = new EC('p256'); e.genKeyPair()";
  expect((await use(elliptic, "genKeyPair"))[0]).toBe("elliptic.ec.genKeyPair");
  expect(await use("const EC = require('elliptic').ec; new EC('p256')", "EC")).toEqual(["elliptic.ec", "p256"]);
});

test("an unknown receiver keeps its method's name", async () => {
  const file = await open("function f(c) { c.crypto.subtle.digest('SHA-1', x) }");
  expect(site(file, "digest")?.names).toEqual(["?.crypto.subtle.digest", "?.subtle.digest", "?.digest"]);
});

test("options are objects: shorthand, nested, spread, constants, computed keys", async () => {
  const text = `const { generateKeyPairSync } = require('crypto');
    const modulusLength = 1024, common = { publicExponent: 3 };
    generateKeyPairSync('rsa', { ...common, modulusLength, ['a']: { b: [1, 'x'] }, c: process.env.X, d: other.D })`;
  const file = await open(text);
  const options = site(file, "generateKeyPairSync")?.arguments[1];
  const value = options && file.evaluate(options.node);
  if (value?.kind !== "object") throw new Error("no object");
  expect(shown(value.field("modulusLength"))).toBe(1024);
  expect(shown(value.field("publicExponent"))).toBe(3);
  const nested = value.field("a");
  expect(nested?.kind === "object" && shown(nested.field("b"))).toEqual([1, "x"]);
  expect(shown(value.field("c"))).toBe("unknown");
  expect(shown(value.field("d"))).toEqual({ name: "other.D" });
  expect(value.field("e")).toBeUndefined();
});

test.each([
  ["f(opts.a || 'sha256')", "choice"],
  ["let a = 'x'; a += 'y'; f(a)", "xy"],
  ["var a = 1; a++; f(a)", "unknown"],
  ["for (const a of ['x', 'y']) f(a)", "choice"],
  ["f(`a$".concat("{b}`)"), "unknown"],
  ["f(...args, 'x')", "unknown"],
  ["f(['a', 'b'].join(':'))", "a:b"],
  ["f(-1)", -1],
  ["f(1 << 4)", 16],
  ["f(undefined)", null],
  ["f(c.createHash('md5'))", { call: ["c.createHash"] }],
  ["const c = require('crypto'); f(c.constants.RSA_PKCS1_PADDING)", { name: "crypto.constants.RSA_PKCS1_PADDING" }],
  ["const a = b, b = a; f(a)", "unknown"],
])("value of %s", async (text, expected) => {
  const [, value] = await use(text, "f");
  expect(value).toEqual(expected);
});

test("assignments and option keys are `set` sites", async () => {
  const file = await open(
    "const tls = require('tls'); tls.DEFAULT_MIN_VERSION = 'TLSv1'; new tls.Server({ minVersion: 'TLSv1' })",
  );
  expect(site(file, "DEFAULT_MIN_VERSION")).toMatchObject({ form: "set", names: ["tls.DEFAULT_MIN_VERSION"] });
  const key = site(file, "minVersion");
  expect(key).toMatchObject({ form: "set", names: ["tls.Server.minVersion", "?.minVersion"] });
  expect(key?.arguments.map((each) => shown(file.evaluate(each.node)))).toEqual(["TLSv1"]);
});

test("constants and classes are `name` sites", async () => {
  const file = await open("const c = require('constants'); const o = c.SSL_OP_NO_TLSv1 | c['SSL_OP_ALL']");
  expect(site(file, "SSL_OP_NO_TLSv1")).toMatchObject({ form: "name", names: ["constants.SSL_OP_NO_TLSv1"] });
  expect(site(file, "SSL_OP_ALL")).toMatchObject({ form: "name", names: ["constants.SSL_OP_ALL"] });
});

test("promisify keeps the function's name", async () => {
  const text =
    "const { promisify } = require('util'); const c = require('crypto'); const generate = promisify(c.generateKeyPair); generate('rsa')";
  expect(await use(text, "generate")).toEqual(["crypto.generateKeyPair", "rsa"]);
});

test("binding: variables, fields, awaited results", async () => {
  const file = await open(`const c = require('crypto');
function f() { const h = c.createHash('md5'); h.update(x); }
async function g() { const k = await c.subtle.generateKey(a); k.x() }
class A { constructor() { this.d = c.createDiffieHellman(512) } m() { this.d.generateKeys() } }`);
  const text = (word: string): unknown => {
    const found = site(file, word);
    const bound = found && file.binding(found);
    return bound && [bound.name, file.text.slice(bound.from, bound.to).trim()];
  };
  expect(text("createHash")).toEqual(["h", "; h.update(x); }"]);
  expect(text("generateKey")).toEqual(["k", "; k.x() }"]);
  expect(text("createDiffieHellman")).toEqual([
    "d",
    "{ constructor() { this.d = c.createDiffieHellman(512) } m() { this.d.generateKeys() } }",
  ]);
  expect(text("update")).toBeUndefined();
});

test("what is awaited and called at once", async () => {
  const file = await open(
    "const crypto_1 = require('crypto');\nconst f = async function (p) {\n  return await (0, crypto_1.createHash)('md5', p);\n};",
  );
  const hash = site(file, "createHash");
  expect([hash?.form, hash?.names]).toEqual(["call", ["crypto.createHash"]]);
  expect(hash?.arguments.map((each) => shown(file.evaluate(each.node)))).toEqual(["md5", "unknown"]);
});

test("an object that is spread into itself ends", async () => {
  const file = await open(
    "function f(options) { options = { ...options, ...options, host: 'a' }; require('tls').connect(options); }",
  );
  const [given] = site(file, "connect")?.arguments ?? [];
  const value = given && file.evaluate(given.node);
  expect(value?.kind === "object" ? [value.field("host")?.kind, value.field("port")] : value).toEqual([
    "string",
    undefined,
  ]);
});

test("chained calls", async () => {
  const file = await open("const c = require('crypto'); (await c.createHash('md5')).update(x).digest('hex')");
  const hash = site(file, "createHash");
  const update = hash && file.chained(hash);
  const digest = update && file.chained(update);
  expect(update?.names).toEqual(["?.update"]);
  expect(digest?.names).toEqual(["?.digest"]);
  expect(digest && file.chained(digest)).toBeUndefined();
});

test("broken text: the calls around the error are found", async () => {
  const text = [
    "import crypto from 'crypto';",
    `${"<".repeat(7)} HEAD`,
    "const h = crypto.createHash('md5');",
    "=======",
    "f(",
    `${">".repeat(7)} x`,
    "function g( { crypto.createHash('sha1'); }",
  ].join("\n");
  const file = await open(text);
  expect(site(file, "createHash", 0)?.names).toEqual(["crypto.createHash"]);
});

test("hostile nesting ends, and says unknown", async () => {
  const deep = 20_000;
  const sum = `f(${"('a' + ".repeat(deep)}'b'${")".repeat(deep)})`;
  expect((await use(sum, "f"))[1]).toBe("unknown");
  const chain = Array.from({ length: deep }, (_, index) => `const a${index + 1} = a${index};`).join("\n");
  expect((await use(`const a0 = 'x';\n${chain}\nf(a${deep})`, "f"))[1]).toBe("unknown");
  const members = `f(a${".b".repeat(deep)}.g())`;
  expect(site(await open(members), "g")?.names[0]).toMatch(/^\?/);
  const blocks = `import c from 'crypto'; ${"{".repeat(deep)} c.createHash('md5') ${"}".repeat(deep)}`;
  expect(site(await open(blocks), "createHash")).toBeDefined();
});

test("a bundle of one line with many functions of equal names", async () => {
  const functions = "function a(e,t){var n=e(1);n=t;return n.createHash(t)}".repeat(5_000);
  const text = `!function(){var e=require("crypto");${functions}function z(t){return e.createHash("md5")}}();`;
  const started = cpuMs();
  expect(await use(text, "createHash")).toEqual(["crypto.createHash", "md5"]);
  expect(cpuMs() - started).toBeLessThan(5_000);
});

test("a table looked up by a key of run time gives one of what it holds", async () => {
  const table = "const ALGS = { a: 'RS256', b: 'ES256' };\n";
  const file = await open(`${table}use(ALGS[name]);`);
  const given = site(file, "use")?.arguments[0];
  const value = given && file.evaluate(given.node);
  expect(value?.kind === "choice" && value.values).toEqual([
    { kind: "string", text: "RS256" },
    { kind: "string", text: "ES256" },
  ]);
  expect((await use(`${table}use(ALGS['b'])`, "use"))[1]).toBe("ES256");
});

test("methods that a text names are calls", async () => {
  const made = 'const crypto = require("crypto");\n';
  const called = async (text: string, name: string) => spelled(siteOf(await openSource(javascript, made + text), name));
  expect(await called("const make = 'createHash'; crypto[make]('md5');", "createHash")).toBe("call crypto.createHash");
  expect(await called("crypto[b ? 'createSign' : 'createVerify'](x);", "createVerify")).toBe(
    "call crypto.createVerify",
  );
  // another name, another scope, a name that may change, no call
  expect(await called("const make = 'createHash'; crypto[other]('md5');", "createHash")).toBe("none");
  expect(await called("const make = 'createHash'; function f(make) { crypto[make](1); }", "createHash")).toBe("none");
  expect(await called("let make = 'createHash'; crypto[make]('md5');", "createHash")).toBe("none");
  expect(await called("const make = 'createHash'; use(crypto[make]);", "createHash")).toBe("none");
});
