import { expect, test } from "vitest";
import { java } from "./java.ts";
import { openSource, siteOf, spelled, valuesOf } from "./source-under-test.ts";

const open = (text: string) => openSource(java, text);
const inMethod = (body: string, imports = "import java.security.*;", members = "") =>
  `package p.q;\n${imports}\nclass A extends Base {\n${members}\nvoid f(KeyPairGenerator param, boolean c) throws Exception {\n${body}\n}\n}\n`;

async function site(text: string, name: string, occurrence = 0): Promise<string> {
  return spelled(siteOf(await open(text), name, occurrence));
}

test.each([
  [
    "import java.security.KeyPairGenerator;",
    "KeyPairGenerator.getInstance(x)",
    "call java.security.KeyPairGenerator.getInstance",
  ],
  [
    "import java.security.*;\nimport javax.crypto.*;",
    "KeyPairGenerator.getInstance(x)",
    "call java.security.KeyPairGenerator.getInstance | javax.crypto.KeyPairGenerator.getInstance | p.q.KeyPairGenerator.getInstance",
  ],
  ["", "java.security.KeyPairGenerator.getInstance(x)", "call java.security.KeyPairGenerator.getInstance"],
  ["", "java.security . KeyPairGenerator\n.getInstance(x)", "call java.security.KeyPairGenerator.getInstance"],
  [
    "import static java.security.KeyPairGenerator.getInstance;",
    "getInstance(x)",
    "call java.security.KeyPairGenerator.getInstance",
  ],
  ["import static a.B.*;", "getInstance(x)", "call a.B.getInstance | p.q.Base.getInstance | getInstance"],
  ["import a.Outer;", "Outer.Inner.getInstance(x)", "call a.Outer.Inner.getInstance"],
  ["", "getClass().getInstance(x)", "call p.q.Base.getClass.getInstance | ?.getInstance"],
])("names what is called under %j", async (imports, body, expected) => {
  expect(await site(inMethod(`${body};`, imports), "getInstance", imports.includes("getInstance") ? 1 : 0)).toBe(
    expected,
  );
});

test("a method of another class of the file does not hide a static import", async () => {
  const imports = "import static java.security.KeyPairGenerator.getInstance;";
  const other = "class B { static B getInstance(String s) { return null; } }\n";
  const called = inMethod("getInstance(x);", imports);
  expect(await site(called + other, "getInstance", 1)).toBe("call java.security.KeyPairGenerator.getInstance");
  const own = inMethod("getInstance(x);", imports, "Object getInstance(String s) { return null; }");
  expect(await site(own, "getInstance", 2)).toBe("call p.q.A.getInstance");
});

const KPG = "import java.security.KeyPairGenerator;";

test.each([
  ["KeyPairGenerator kpg = make(); kpg.initialize(2048);", "", "call java.security.KeyPairGenerator.initialize"],
  [
    'var kpg = KeyPairGenerator.getInstance("RSA"); kpg.initialize(2048);',
    "",
    "call java.security.KeyPairGenerator.initialize",
  ],
  ['KeyPairGenerator.getInstance("RSA").initialize(2048);', "", "call java.security.KeyPairGenerator.initialize"],
  ["param.initialize(2048);", "", "call java.security.KeyPairGenerator.initialize"],
  ["this.kpg.initialize(2048);", "KeyPairGenerator kpg;", "call java.security.KeyPairGenerator.initialize"],
  [
    "kpg.initialize(2048);",
    "private final KeyPairGenerator kpg = null;",
    "call java.security.KeyPairGenerator.initialize",
  ],
  [
    "gen().initialize(2048);",
    "KeyPairGenerator gen() { return null; }",
    "call java.security.KeyPairGenerator.initialize",
  ],
  ["((KeyPairGenerator) o).initialize(2048);", "", "call java.security.KeyPairGenerator.initialize"],
  ["o.initialize(2048);", "", "call ?.initialize"],
  ["for (KeyPairGenerator k : all) k.initialize(2048);", "", "call java.security.KeyPairGenerator.initialize"],
  ["initialize(2048);", "", "call p.q.Base.initialize | initialize"],
  ["initialize(2048);", "void initialize(int bits) {}", "call p.q.A.initialize"],
])("names a method by its receiver's type: %j", async (body, members, expected) => {
  const text = inMethod(body, KPG, members);
  expect(await site(text, "initialize", members.includes("initialize") ? 1 : 0)).toBe(expected);
});

test.each([
  ['use("RSA", 2048, 1 << 11, 0x10L, 2_048, null, true, -1);', "", '"RSA", 2048, 2048, 16, 2048, none, true, -1'],
  ['use("AES" + "/" + 128, ("x"), (Object) "y", "a\\tb");', "", '"AES/128", "x", "y", "a\\tb"'],
  [
    "use(ALG, A.ALG, this.ALG, BITS);",
    'static final String ALG = "RSA"; static final int BITS = 1024 * 2;',
    '"RSA", "RSA", "RSA", 2048',
  ],
  ['String s = "RSA"; use(s);', "", '"RSA"'],
  ['String s; s = "RSA"; use(s);', "", '"RSA"'],
  ['String s = "RSA"; if (c) { s = "EC"; } use(s);', "", '"EC" or "RSA"'],
  ['String s; if (c) s = "RSA"; else s = "EC"; use(s);', "", '"EC" or "RSA"'],
  [
    'String s = "DSA"; switch (i) { case 1: s = "RSA"; break; default: s = "EC"; } use(s);',
    "",
    '"EC" or "RSA" or "DSA"',
  ],
  ['String s = switch (i) { case 1 -> "RSA"; default -> "EC"; }; use(s);', "", '"RSA" or "EC"'],
  [
    'use(p.getProperty("a", "RSA"), System.getProperty("a", "EC"), o.orElse("DSA"));',
    "Properties p;",
    '"RSA" or ?, "EC" or ?, "DSA" or ?',
  ],
  ['javax.crypto.Mac m = javax.crypto.Mac.getInstance("HmacSHA1"); use(m.getAlgorithm());', "", '"HmacSHA1"'],
  ["char[] c = { 'D', 'E', 'S' }; use(new String(c), String.valueOf(c));", "", '"DES", "DES"'],
  [
    'use(new StringBuilder("DES").append("/ECB").toString(), String.format("%s/%s", "AES", "CBC"), String.join("/", "RC2", "ECB"));',
    "",
    '"DES/ECB", "AES/CBC", "RC2/ECB"',
  ],
  ['StringBuilder b = new StringBuilder("AES"); b.append("/ECB"); use(b.toString());', "", '"AES/ECB"'],
  ['use("XDES".substring(1), "DES-X".replace("-X", ""), "A.B".replaceAll(".", "x"));', "", '"DES", "DES", ?'],
  [
    "use(alg(), one(2));",
    'String alg() { if (c) return "RSA"; return "EC"; } String one() { return "DSA"; }',
    '"RSA" or "EC", p.q.A.one()',
  ],
  ['use(KeyProperties.KEY_ALGORITHM_AES + "/" + KeyProperties.BLOCK_MODE_CBC);', "", "?"],
  ['String s = "RSA"; s = "EC"; use(s);', "", '"EC"'],
  ["use(s);", 'String s; A() { this.s = "RSA"; }', '"RSA"'],
  ["use(s);", 'String s = "EC"; A() { this.s = "RSA"; }', '"EC" or "RSA"'],
  ['use(c ? "RSA" : "EC", c ? "RSA" : "RSA", String.format("%s", x), param);', "", '"RSA" or "EC", "RSA", ?, ?'],
  ['use(new String[] {"a", "b"}, List.of("x"), new Foo.Bar(1));', "", '["a", "b"], ["x"], p.q.Foo.Bar()'],
  ['use("rsa".toUpperCase(), "x".getBytes());', "", '"RSA", "x"'],
  ["use(Names.RSA, B.X);", 'static class B { static final String X = "y"; }', '@p.q.Names.RSA, "y"'],
  ['String[] l = {"a"}; use(l, l[0]);', "", '["a"], "a"'],
])("evaluates arguments: %j", async (body, members, expected) => {
  const file = await open(inMethod(body, KPG, members));
  expect(valuesOf(file, siteOf(file, "use"))).toBe(expected);
});

test("tells constructions, mentions and settings", async () => {
  const text = inMethod(
    'o = new SecretKeySpec(k, "AES"); g(StandardNames.X); cfg.field = 5; Cipher c; h(KeyGen::make);',
    "import javax.crypto.spec.SecretKeySpec;\nimport s.StandardNames;",
  );
  expect(await site(text, "SecretKeySpec", 1)).toBe("new javax.crypto.spec.SecretKeySpec");
  expect(await site(text, "StandardNames.X")).toBe("name s.StandardNames.X");
  expect(await site(text, "StandardNames", 1)).toBe("name s.StandardNames");
  expect(await site(text, "cfg.field")).toBe("set ?.field");
  expect(await site(text, "Cipher")).toBe("name p.q.Cipher");
  expect(await site(text, "::make")).toBe("name p.q.KeyGen.make");
  expect(await site(inMethod("g(X);", "import static s.Names.X;"), "g(X")).toBe("name s.Names.X");
});

test.each([
  "// Cipher.getInstance()",
  '"Cipher.getInstance()"',
  "void getInstance() {}",
  "int getInstance = 1",
  "import a.getInstance",
])("no site in %j", async (line) => {
  expect(await site(`class A {\n ${line};\n}`, "getInstance")).toBe("none");
});

test("a local result's binding ends where the name is given something else, a field's with the class", async () => {
  const text = inMethod("kpg = make(); kpg.a(); Sig s = sign(); s.b(); s = null; s.c();", KPG, "KeyPairGenerator kpg;");
  const file = await open(text);
  const made = siteOf(file, "make");
  const field = made && file.binding(made);
  expect(field?.name).toBe("kpg");
  expect(text.slice(field?.from, field?.to)).toMatch(/^class A[\s\S]*}$/);
  const signed = siteOf(file, "sign");
  const local = signed && file.binding(signed);
  expect(text.slice(local?.from, local?.to)).toBe(" s.b(); ");
});

test("follows chained calls", async () => {
  const file = await open(inMethod('KeyPairGenerator.getInstance("RSA").initialize(2048);', KPG));
  const first = siteOf(file, "getInstance");
  expect(spelled(first && file.chained(first))).toBe("call java.security.KeyPairGenerator.initialize");
});

test("deep nesting and endless chains end without an answer", async () => {
  const use = async (argument: string) => {
    const file = await open(inMethod(`use(${argument});`));
    return valuesOf(file, siteOf(file, "use"));
  };
  expect(await use(`${"(".repeat(3000)}1${")".repeat(3000)}`)).toBe("?");
  expect(await use(Array.from({ length: 3000 }, () => '"a"').join(" + "))).toBe("?");
  expect(await site(inMethod(`x${".a()".repeat(3000)}.last();`), "last")).toBe("call ?.last");
  expect(await site(inMethod(`x${".a".repeat(3000)}.last();`), "last")).toBe("call ?.last");
  const classes = `${"class A { ".repeat(2000)} void f() { use(1); } ${"}".repeat(2000)}`;
  expect(await site(classes, "use")).toBe("call use");
});

test.each([
  [
    'StringBuilder b = new StringBuilder("AES"); b.append("/").append("ECB"); b.append(\'/\'); use(b.toString());',
    '"AES/ECB/"',
  ],
  [
    'StringBuilder b = new StringBuilder(); b.append("SHA-"); b.append(256); if (x) { use(b.toString()); }',
    '"SHA-256"',
  ],
  ['StringBuilder b = new StringBuilder("A"); if (x) { b.append("ES"); } use(b.toString());', "?"],
  ['StringBuilder b = new StringBuilder("A"); for (;;) { b.append("ES"); use(b.toString()); }', "?"],
  ['StringBuilder b = new StringBuilder("A"); fill(b); use(b.toString());', "?"],
  ['StringBuilder b = new StringBuilder("MD5"); b.reverse(); use(b.toString());', "?"],
])("a text that is put together in several statements: %s", async (body, expected) => {
  const file = await openSource(java, `class A { void f(boolean x) { ${body} } }`);
  expect(valuesOf(file, siteOf(file, "use"))).toBe(expected);
});
