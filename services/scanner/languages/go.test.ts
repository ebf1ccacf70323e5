import { expect, test } from "vitest";
import { go } from "./go.ts";
import { openSource, siteOf, spelled, valuesOf } from "./source-under-test.ts";

const open = (text: string) => openSource(go, text);
const IMPORTS = 'import (\n\t"crypto/rsa"\n\tt "crypto/tls"\n\t"crypto/sha1"\n)';
const inFunction = (body: string, before = "", imports = IMPORTS) =>
  `package p\n\n${imports}\n${before}\nfunc (s *Server) f(cfg *t.Config, bits int) {\n${body}\n}\n`;

async function site(text: string, name: string, occurrence = 0): Promise<string> {
  return spelled(siteOf(await open(text), name, occurrence));
}

test.each([
  ['import "crypto/md5"', "x := md5.New()", "call crypto/md5.New"],
  ['import m "crypto/md5"', "x := m.New()", "call crypto/md5.New"],
  ['import . "crypto/md5"', "x := New()", "call crypto/md5.New | New"],
  ['import _ "crypto/md5"', "x := md5.New()", "call ?.New"],
  ['import "github.com/golang-jwt/jwt/v5"', "x := jwt.New()", "call github.com/golang-jwt/jwt/v5.New"],
  ['import "github.com/go-jose/go-jose/v4"', "x := jose.New()", "call github.com/go-jose/go-jose/v4.New"],
  ['import "gopkg.in/yaml.v3"', "x := yaml.New()", "call gopkg.in/yaml.v3.New"],
  ['import "crypto/md5"', "md5 := thing{}; x := md5.New()", "call thing.New"],
  ['import "crypto/md5"', "x := (md5.New)()", "call crypto/md5.New"],
  ['import "crypto/md5"', "md5 := md5.New()", "call crypto/md5.New"],
  ['import "a/gen"', "x := gen.New[int]()", "call a/gen.New"],
])("names what is called under %j", async (imports, body, expected) => {
  expect(await site(inFunction(body, "", imports), "New")).toBe(expected);
});

test.each([
  ["x := t.Config{MinVersion: 1}", "", "set crypto/tls.Config.MinVersion"],
  ["x := &t.Config{A: 1, MinVersion: 1}", "", "set crypto/tls.Config.MinVersion"],
  ["x := []*t.Config{{MinVersion: 1}}", "", "set crypto/tls.Config.MinVersion"],
  ['x := map[string]t.Config{"a": {MinVersion: 1}}', "", "set crypto/tls.Config.MinVersion"],
  ["x := &http.Server{TLS: &t.Config{MinVersion: 1}}", "", "set crypto/tls.Config.MinVersion"],
  ["cfg.MinVersion = 1", "", "set crypto/tls.Config.MinVersion"],
  ["c := &t.Config{}; c.MinVersion = 1", "", "set crypto/tls.Config.MinVersion"],
  ["c := new(t.Config); c.MinVersion = 1", "", "set crypto/tls.Config.MinVersion"],
  ["var c t.Config; c.MinVersion = 1", "", "set crypto/tls.Config.MinVersion"],
  ["c := *cfg; c.MinVersion = 1", "", "set crypto/tls.Config.MinVersion"],
  ["c := cfg.Clone(); c.MinVersion = 1", "", "set crypto/tls.Config.Clone.MinVersion | ?.MinVersion"],
  [
    "c := make2(); c.MinVersion = 1",
    "func make2() (*t.Config, error) { return nil, nil }",
    "set crypto/tls.Config.MinVersion",
  ],
  ["s.cfg.MinVersion = 1", "type Server struct {\n\ta int\n\tcfg *t.Config\n}", "set crypto/tls.Config.MinVersion"],
  ["s.Config.MinVersion = 1", "type Server struct {\n\tt.Config\n}", "set crypto/tls.Config.MinVersion"],
  ["a, x.MinVersion = 1, 2", "", "set ?.MinVersion"],
  ["x := other{MinVersion: 1}", "", "set other.MinVersion"],
  ["if x.MinVersion == 1 {}", "", "name ?.MinVersion"],
  ["if cfg.MinVersion == 1 {}", "", "name crypto/tls.Config.MinVersion"],
])("names a setting by its type: %j", async (body, before, expected) => {
  expect(await site(inFunction(body, before), "MinVersion")).toBe(expected);
});

test.each([
  [
    'use("RSA", `EC`, 2048, 0x800, 1<<11, 2_048, nil, true, -1)',
    "",
    '"RSA", "EC", 2048, 2048, 2048, 2048, none, true, -1',
  ],
  ['use("a"+"b", A, B, C, D)', 'const A = "x"\nconst (\n\tB, C = 1, 2 * 1024\n\tD\n)', '"ab", "x", 1, 2048, ?'],
  ["use(E, F)", "const (\n\tE = iota\n\tF\n)", "?, ?"],
  ["n := 2048; use(n, bits)", "", "2048, ?"],
  ["n := 2048; if s.x { n = 1024 }; use(n)", "", "1024 or 2048"],
  ["n := 2048; n = 1024; use(n)", "", "1024"],
  ["if n := 1; n > 0 { use(n) }", "", "1"],
  ["for n := range x { use(n) }", "", "?"],
  [
    "use(t.VersionTLS10, []t.CurveID{t.X25519, t.CurveP256}, t.Config{})",
    "",
    "@crypto/tls.VersionTLS10, [@crypto/tls.X25519, @crypto/tls.CurveP256], {}",
  ],
  [
    'use([]byte("x"), uint16(t.VersionTLS10), rsa.GenerateKey(r, 2), sha1.New)',
    "",
    '"x", @crypto/tls.VersionTLS10, crypto/rsa.GenerateKey(), @crypto/sha1.New',
  ],
  ['use(M["a"], L[1], M["b"])', 'var M = map[string]string{"a": "x"}\nvar L = []int{1, 2}', '"x", 2, ?'],
  ["var v uint16 = t.VersionTLS10; use(v, elsewhere)", "", "@crypto/tls.VersionTLS10, ?"],
])("evaluates arguments: %j", async (body, before, expected) => {
  const file = await open(inFunction(body, before));
  expect(valuesOf(file, siteOf(file, "use"))).toBe(expected);
});

test("a struct literal gives its fields when asked", async () => {
  const file = await open(inFunction("k := &t.Config{MinVersion: t.VersionTLS10}; use(k)"));
  const [argument] = siteOf(file, "use")?.arguments ?? [];
  const value = argument && file.evaluate(argument.node);
  expect(value?.kind === "object" && value.field("MinVersion")).toEqual({
    kind: "name",
    name: "crypto/tls.VersionTLS10",
  });
});

test("tells constructions, mentions and methods", async () => {
  const text = inFunction(
    "h := sha1.New(); h.Sum(nil); g(sha1.New2); x := t.Config{A: 1}; var k *rsa.PrivateKey; k.Sign()",
  );
  expect(await site(text, "Sum")).toBe("call crypto/sha1.New.Sum | ?.Sum");
  expect(await site(text, "New2")).toBe("name crypto/sha1.New2");
  expect(await site(text, "t.Config", 1)).toBe("new crypto/tls.Config");
  expect(await site(text, "rsa.PrivateKey")).toBe("name crypto/rsa.PrivateKey");
  expect(await site(text, "Sign")).toBe("call crypto/rsa.PrivateKey.Sign");
});

test.each(["// md5.New()", '_ = "md5.New()"', "}\nfunc New() {", "New := 1", "var New int"])(
  "no site in %j",
  async (line) => {
    expect(await site(`package p\nfunc f() {\n${line}\n}`, "New")).toBe("none");
  },
);

test("a result's binding holds until the name is given something else", async () => {
  const text = inFunction("h, err := sha1.New()\nh.A()\nh = nil\nh.B()");
  const file = await open(text);
  const made = siteOf(file, "New");
  const binding = made && file.binding(made);
  expect(binding?.name).toBe("h");
  expect(text.slice(binding?.from, binding?.to)).toBe("\nh.A()\n");
});

test("follows chained calls", async () => {
  const file = await open(inFunction("rsa.A().B(1)"));
  const first = siteOf(file, "rsa.A");
  expect(spelled(first && file.chained(first))).toBe("call crypto/rsa.A.B | ?.B");
});

test("deep nesting and endless chains end without an answer", async () => {
  const use = async (argument: string) => {
    const file = await open(inFunction(`use(${argument})`));
    return valuesOf(file, siteOf(file, "use"));
  };
  expect(await use(`${"(".repeat(3000)}1${")".repeat(3000)}`)).toBe("?");
  expect(await use(Array.from({ length: 3000 }, () => '"a"').join(" + "))).toBe("?");
  expect(await site(inFunction(`x${".a()".repeat(3000)}.last()`), "last")).toBe("call ?.last");
  expect(await site(inFunction(`x${".a".repeat(3000)}.last()`), "last")).toBe("call ?.last");
  expect(await site(inFunction(`x := ${"[]t.Config{".repeat(1000)}{Deep: 1}${"}".repeat(1000)}`), "Deep")).toMatch(
    /none|set/,
  );
});

test("a table looked up by a key of run time gives one of what it holds", async () => {
  const file = await open(
    'package p\nvar sizes = map[string]int{"a": 2048, "b": 3072}\nfunc f(k string) { use(sizes[k]); use(sizes["b"]) }',
  );
  expect(valuesOf(file, siteOf(file, "use"))).toBe("2048 or 3072");
  expect(valuesOf(file, siteOf(file, "use", 1))).toBe("3072");
});
