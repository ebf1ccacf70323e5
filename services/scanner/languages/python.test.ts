import { expect, test } from "vitest";
import { python } from "./python.ts";
import { openSource, shown, siteOf, spelled, valuesOf } from "./source-under-test.ts";

const open = (text: string) => openSource(python, text);

async function site(text: string, name: string, occurrence = 0): Promise<string> {
  return spelled(siteOf(await open(text), name, occurrence));
}

async function values(text: string, name: string, occurrence = 0): Promise<string> {
  const file = await open(text);
  return valuesOf(file, siteOf(file, name, occurrence));
}

test.each([
  ["import hashlib\nhashlib.md5(b'')", "hashlib.md5", "call hashlib.md5"],
  ["import hashlib as h\nh.md5(b'')", "h.md5", "call hashlib.md5"],
  ["from hashlib import md5, sha1 as s\ns(b'')", "s(", "none"],
  ["from hashlib import md5, sha1 as weak\nweak(b'')", "\nweak", "call hashlib.sha1"],
  ["from hashlib import (\n  sha256,\n  md5\n)\nx = md5()", "= md5", "call hashlib.md5"],
  [
    "from cryptography.hazmat.primitives.asymmetric import rsa, padding\nrsa.generate_private_key(65537, 2048)",
    "generate_private_key",
    "call cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key",
  ],
  ["def f():\n  from hashlib import md5\n  return md5(b'')", "return md5", "call hashlib.md5"],
  ["import a.b.c\na.b.c.run()", "run", "call a.b.c.run"],
  ["import importlib\nh = importlib.import_module('hashlib')\nh.md5()", "h.md5", "call hashlib.md5"],
  ["__import__('hashlib').md5(b'x')", ".md5", "call hashlib.md5 | ?.md5"],
  ["from .hashlib import md5\nmd5()", "\nmd5", "call .hashlib.md5"],
  ["from hashlib import *\nmd5()", "\nmd5", "call hashlib.md5 | md5"],
  ["def md5(x): pass\nmd5(b'')", "\nmd5", "call md5"],
  ["from hashlib import md5\ndef md5(x): pass\nmd5(b'')", "\nmd5", "call md5"],
  ["import hashlib\nH = hashlib.md5\nH(b'')", "\nH(b'')".slice(0, 2), "none"],
  ["import hashlib\nHH = hashlib.md5\nx = HH(b'')", "= HH", "call hashlib.md5"],
  [
    "try:\n  from Crypto.Cipher import AES\nexcept ImportError:\n  from Cryptodome.Cipher import AES\nAES.new(k)",
    "AES.new",
    "call Crypto.Cipher.AES.new | Cryptodome.Cipher.AES.new",
  ],
])("names what is called: %j", async (text, name, expected) => {
  expect(await site(text, name)).toBe(expected);
});

test.each([
  [
    "import ssl\nctx = ssl.SSLContext()\nctx.minimum_version = ssl.TLSVersion.TLSv1",
    "set ssl.SSLContext.minimum_version",
  ],
  ["import ssl\ndef f(ctx: ssl.SSLContext):\n  ctx.minimum_version = 1", "set ssl.SSLContext.minimum_version"],
  [
    "import ssl\ndef f(ctx: 'ssl.SSLContext | None' = None):\n  ctx.minimum_version = 1",
    "set ssl.SSLContext.minimum_version",
  ],
  [
    "import ssl\ndef f(ctx: Optional[ssl.SSLContext] = None):\n  ctx.minimum_version = 1",
    "set ssl.SSLContext.minimum_version",
  ],
  ["import ssl\nwith ssl.SSLContext() as c:\n  c.minimum_version = 1", "set ssl.SSLContext.minimum_version"],
  ["ctx.minimum_version = 1", "set ctx.minimum_version"],
  ["def f(ctx):\n  ctx.minimum_version = 1", "set ?.minimum_version"],
  [
    "import ssl\nctx = ssl.create_default_context()\nctx.minimum_version = 1",
    "set ssl.create_default_context.minimum_version | ?.minimum_version",
  ],
  [
    "import ssl\nclass A:\n  ctx = None\n  def __init__(self):\n    self.ctx = ssl.SSLContext()\n  def f(self):\n    self.ctx.minimum_version = 1",
    "set ssl.SSLContext.minimum_version",
  ],
  [
    "import ssl\nclass Mine(ssl.SSLContext):\n  def f(self):\n    self.minimum_version = 1",
    "set Mine.minimum_version | ssl.SSLContext.minimum_version",
  ],
])("names a setting by its receiver's type: %j", async (text, expected) => {
  expect(await site(text, "minimum_version")).toBe(expected);
});

test.each([
  ["use('md5', 2048, 0x800, 1 << 11, -1, None, True)", '"md5", 2048, 2048, 2048, -1, none, true'],
  [
    "use(f'sha1', 'sha' '256', 'a' + 'b', f'x{y}', r'\\n', b'k', name='v', *a, **k)",
    '"sha1", "sha256", "ab", ?, "\\\\n", "k", name="v", ?',
  ],
  ["A = 'md5'\ndef g():\n  use(A)", '"md5"'],
  ["A = 'md5'\nA = 'sha1'\nuse(A)", '"sha1"'],
  ["A = 'md5'\nA = 'sha1'\ndef g():\n  use(A)", '"md5" or "sha1"'],
  ["def g(c):\n  a = 'md5'\n  if c:\n    a = 'sha1'\n  use(a)", '"sha1" or "md5"'],
  [
    "def g(c):\n  a = 'x'\n  if c:\n    a = 'md5'\n  elif d:\n    a = 'sha1'\n  else:\n    a = 'b'\n  use(a)",
    '"b" or "sha1" or "md5"',
  ],
  ["for a in 'x', 'y':\n  pass\nfor a in ('md5', 'sha1'):\n  use(a)", '"md5" or "sha1"'],
  ["for i, (a, n) in enumerate([('md5', 1), ('sha1', 2)]):\n  use(a, i)", '"md5" or "sha1", ?'],
  ["T = {'md5': 1, 'sha1': 2}\nfor a, n in T.items():\n  use(a, n)\n", '"md5" or "sha1", 1 or 2'],
  ["T = {'md5': 1}\nfor a in sorted(T):\n  use(a)", '"md5"'],
  ["[use(a) for a, b in zip(['md5', 'sha1'], [1, 2])]", '"md5" or "sha1"'],
  [
    "n = 'sha'\nuse(f'{n}1', f'{n:>4}', 'sha%d' % 1, '{}{}'.format('md', 5), '-'.join(['a', 'b']))",
    '"sha1", ?, "sha1", "md5", "a-b"',
  ],
  ["use('SHA-1'.replace('-', '').lower(), 'a:b'.split(':')[1], str(1), x or 'md5')", '"sha1", "b", "1", ? or "md5"'],
  ["o = {'alg': 'md5', 'n': 1}\nuse(**o)", 'alg="md5", n=1'],
  ["o = dict(alg='md5')\nuse(*('a', 2), **o)", '"a", 2, alg="md5"'],
  ["def pick(x):\n  if x:\n    return 'md5'\n  return 'sha1'\nuse(pick(1))", '"md5" or "sha1"'],
  ["class C:\n  def alg(self):\n    return 'md5'\n  def g(self):\n    use(self.alg())", '"md5"'],
  ["def g(c):\n  if c:\n    a = 'sha1'\n    use(a)\n  else:\n    a = 'md5'", '"sha1"'],
  ["def g(bits=2048, other):\n  use(bits, other)", "2048, ?"],
  ["class C:\n  ALG = 'md5'\n  def g(self):\n    use(self.ALG, C.ALG, ALG)", '"md5", "md5", ?'],
  ["class E(Enum):\n  A = 'md5'\nuse(E.A.value)", '"md5"'],
  ["M = {'a': 'md5', **x}\nL = ['a', 'sha1']\nuse(M['a'], L[1], M['b'])", '"md5", "sha1", ?'],
  ["a, b = 'x', 'y'\nuse(a, b)", '"x", "y"'],
  ["for a in b:\n  use(a)", "?"],
  ["import ssl\nuse(ssl.PROTOCOL_TLSv1, [ssl.A, 'b'])", '@ssl.PROTOCOL_TLSv1, [@ssl.A, "b"]'],
  ["from h import hashes\nuse(hashes.SHA256(), 'sha1'.upper(), 'k'.encode())", 'h.hashes.SHA256(), "SHA1", "k"'],
  ["use('a' if c else 'b', 'a' if c else 'a')", '"a" or "b", "a"'],
  ["x = x\nuse(x)", "?"],
  ["x = y\ny = x\nuse(x)", "?"],
])("evaluates arguments: %j", async (text, expected) => {
  expect(await values(text, "use")).toBe(expected);
});

test("a dictionary gives its fields when asked", async () => {
  const file = await open("use({'alg': 'RS256', 1: 2})");
  const [argument] = siteOf(file, "use")?.arguments ?? [];
  const value = argument && file.evaluate(argument.node);
  expect(value?.kind === "object" && shown(value.field("alg") ?? { kind: "unknown" })).toBe('"RS256"');
});

test.each([
  "# hashlib.md5()",
  "'hashlib.md5()'",
  "import hashlib.md5",
  "from hashlib import md5",
  "f(md5=1)",
  "def md5(): pass",
  "md5 = 1",
])("no site in %j", async (text) => {
  expect(await site(text, "md5")).toBe("none");
});

test("a mention is a name", async () => {
  expect(await site("import ssl\nx = ssl.OP_NO_TLSv1", "OP_NO_TLSv1")).toBe("name ssl.OP_NO_TLSv1");
  expect(await site("import hashlib\nhmac.new(k, m, hashlib.md5)", "hashlib.md5")).toBe("name hashlib.md5");
});

test("a result's binding holds until the name is given something else", async () => {
  const text = "def f():\n  h = make()\n  h.a()\n  h = 2\n  h.b()\ndef g(): pass";
  const file = await open(text);
  const made = siteOf(file, "make");
  const binding = made && file.binding(made);
  expect(binding?.name).toBe("h");
  expect(text.slice(binding?.from, binding?.to)).toBe("\n  h.a()\n  ");
});

test("a member's binding holds in its class", async () => {
  const text = "class A:\n  def f(self):\n    self.h = make()\n  def g(self):\n    self.h.b()\nx = 1";
  const file = await open(text);
  const made = siteOf(file, "make");
  const binding = made && file.binding(made);
  expect(binding?.name).toBe("h");
  expect(text.slice(binding?.from, binding?.to)).toMatch(/^class A[\s\S]*b\(\)$/);
});

test("follows chained calls", async () => {
  const file = await open("from c import Cipher\nCipher(a).encryptor().update(b)");
  const first = siteOf(file, "Cipher", 1);
  const second = first && file.chained(first);
  expect(spelled(second)).toBe("call c.Cipher.encryptor");
  expect(spelled(second && file.chained(second))).toBe("call c.Cipher.encryptor.update | ?.update");
});

test("deep nesting and endless chains end without an answer", async () => {
  const deep = `use(${"(".repeat(5000)}1${")".repeat(5000)})`;
  expect(await values(deep, "use")).toBe("?");
  const sum = `use(${Array.from({ length: 5000 }, () => "'a'").join(" + ")})`;
  expect(await values(sum, "use")).toBe("?");
  const chain = `x${".a()".repeat(5000)}.last()`;
  expect(await site(chain, "last")).toBe("call ?.last");
  const members = `def f(self):\n  self${".a".repeat(5000)}.last()`;
  expect(await site(members, "last")).toBe("call ?.last");
});

test("variables and entries that are given a value are settings", async () => {
  expect(await site('JWT_ALGORITHM = "RS256"', "JWT_ALGORITHM")).toBe("set JWT_ALGORITHM");
  expect(await site('class C:\n  JWT_ALG: str = "RS256"', "JWT_ALG")).toBe("set JWT_ALG");
  expect(await site('app.config["JWT_ALG"] = "RS256"', "JWT_ALG")).toBe("set ?.JWT_ALG");
  expect(await site('x = {"JWT_ALG": "RS256"}', "JWT_ALG")).toBe("set ?.JWT_ALG");
  expect(await site('x = f("JWT_ALG")', "JWT_ALG")).toBe("none");
  expect(await site('x = y["JWT_ALG"]', "JWT_ALG")).toBe("none");
});

test("a table looked up by a key of run time gives one of what it holds", async () => {
  const table = 'ALGS = {"a": "RS256", "b": "ES256"}\n';
  expect(await values(`${table}use(ALGS[name])`, "use")).toBe('"RS256" or "ES256"');
  expect(await values(`${table}use(ALGS.get(name, "HS256"))`, "use")).toBe('"RS256" or "ES256" or "HS256"');
  expect(await values(`${table}use(ALGS.get("b"))`, "use")).toBe('"ES256"');
  expect(await values("ALGS = {}\nuse(ALGS[name])", "use")).toBe("?");
});

test("a text that can be no word is named where it is the whole of a literal", async () => {
  expect(await site('if kind == "ssh-rsa": pass', "ssh-rsa")).toBe("name ssh-rsa");
  expect(await site('x = "the ssh-rsa of old"', "ssh-rsa")).toBe("none");
  expect(await site('x = "sha1"', "sha1")).toBe("none");
});
