/** What loops, tables and functions of a file say of the algorithms they hold, in each language's own words. */
import { expect, test } from "vitest";
import { c } from "./c.ts";
import { cpp } from "./cpp.ts";
import { csharp } from "./described/csharp.ts";
import { groovy } from "./described/groovy.ts";
import { kotlin } from "./described/kotlin.ts";
import { php } from "./described/php.ts";
import { ruby } from "./described/ruby.ts";
import { rust } from "./described/rust.ts";
import { scala } from "./described/scala.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import type { Language } from "./language.ts";
import { openSource, siteOf, valuesOf } from "./source-under-test.ts";
import { typescript } from "./typescript.ts";

/** Sources in which `use(…)` stands once, with what it is given. */
type Cases = readonly (readonly [source: string, given: string])[];

async function given(language: Language, source: string): Promise<string> {
  const file = await openSource(language, source);
  return valuesOf(file, siteOf(file, "use"));
}

const JAVA: Cases = [
  ['for (String a : List.of("MD5", "SHA-1")) use(a);', '"MD5" or "SHA-1"'],
  ['for (String a : new String[] {"MD5", "SHA-1"}) use(a);', '"MD5" or "SHA-1"'],
  ['String[] l = {"MD5", "SHA-1"}; for (int i = 0; i < l.length; i++) use(l[i], i);', '"MD5" or "SHA-1", ?'],
  ['List.of("MD5", "SHA-1").stream().map(a -> use(a));', '"MD5" or "SHA-1"'],
  [
    'Map<String, String> m = Map.of("a", "MD5", "b", "DES"); use(m.get("a"), m.get(k), m.get("z"));',
    '"MD5", "MD5" or "DES", ?',
  ],
  ['Map.of("a", "MD5").forEach((k, v) -> use(k, v));', '"a", "MD5"'],
  ['for (Map.Entry<String, String> e : Map.of("a", "MD5").entrySet()) use(e.getKey(), e.getValue());', '"a", "MD5"'],
  [
    'Map<String, String> m = new HashMap<>(); m.put("a", "MD5"); m.put("b", "DES"); use(m.getOrDefault("b", "x"));',
    '"DES"',
  ],
  ['String a = switch (k) { case 1: yield "MD5"; default: yield "DES"; }; use(a);', '"MD5" or "DES"'],
  [
    'String a = switch (k) { case 1 -> "MD5"; case 2 -> { yield "DES"; } default -> throw e; }; use(a);',
    '"MD5" or "DES"',
  ],
  ["use(Alg.A.getName(), Alg.B.bits, Alg.A.name());", '"MD5", 2, "A"'],
  ["for (Alg a : Alg.values()) use(a.getName());", '"MD5" or "SHA-1"'],
  ['Cfg c = new Cfg("MD5", 1); use(c.alg(), new Cfg("DES", 2).alg());', '"MD5", "DES"'],
  ["use(Outer.Inner.ALG);", '"MD5"'],
  ['String a = "DES"; if (k) a = "MD5"; else a = "RC2"; use(a);', '"RC2" or "MD5"'],
];
const AROUND_JAVA = `
enum Alg { A("MD5", 1), B("SHA-1", 2); private final String name; final int bits;
  Alg(String n, int b) { this.name = n; bits = b; } String getName() { return name; } }
record Cfg(String alg, int bits) {}
class Outer { static class Inner { static final String ALG = "MD5"; } }`;

test.each(JAVA)("Java: %s", async (body, expected) => {
  expect(await given(java, `class A { void f(int k) { ${body} } }${AROUND_JAVA}`)).toBe(expected);
});

test("Java: what is of an enumeration of the file is one of its entries", async () => {
  expect(await given(java, `class A { void f(Alg alg) { use(alg.getName()); } }${AROUND_JAVA}`)).toBe(
    '"MD5" or "SHA-1"',
  );
});

const CSHARP: Cases = [
  ['foreach (var a in new[] { "MD5", "SHA1" }) use(a);', '"MD5" or "SHA1"'],
  ['foreach (var (a, n) in new[] { ("MD5", 1), ("SHA1", 2) }) use(a, n);', '"MD5" or "SHA1", 1 or 2'],
  ['new List<string> { "MD5", "SHA1" }.ForEach(a => use(a));', '"MD5" or "SHA1"'],
  ['foreach (var e in new Dictionary<string, int> { ["MD5"] = 1 }) use(e.Key, e.Value);', '"MD5", 1'],
  [
    'var d = new Dictionary<string, string> { { "a", "MD5" }, { "b", "DES" } }; use(d["a"], d[k]);',
    '"MD5", "MD5" or "DES"',
  ],
  ['var (a, b) = ("MD5", 1); use(a, b);', '"MD5", 1'],
  ['(string a, int b) = ("MD5", 1); use(a, b);', '"MD5", 1'],
  ['var o = new { Alg = "MD5", Bits = 1 }; use(o.Alg, o.Bits);', '"MD5", 1'],
  ['string a; switch (k) { case 1: a = "MD5"; break; default: a = "DES"; break; } use(a);', '"DES" or "MD5"'],
  [
    'use(k ?? "MD5", $"SHA{1}", nameof(MD5), k switch { 1 => "MD5", _ => throw e }, Pick());',
    '? or "MD5", "SHA1", "MD5", "MD5", "MD5" or "DES"',
  ],
  ["use(Outer.Inner.Alg);", '"MD5"'],
];

test.each(CSHARP)("C#: %s", async (body, expected) => {
  const around = `string Pick() { if (x) return "MD5"; return "DES"; } } class Outer { class Inner { const string Alg = "MD5"; } }`;
  expect(await given(csharp, `class A { void F(string k) { ${body} } ${around}`)).toBe(expected);
});

const KOTLIN: Cases = [
  ['for (a in listOf("MD5", "SHA-1")) use(a)', '"MD5" or "SHA-1"'],
  ['for ((a, n) in listOf("MD5" to 1, "SHA-1" to 2)) { use(a, n) }', '"MD5" or "SHA-1", 1 or 2'],
  ['listOf("MD5", "SHA-1").forEach { use(it) }', '"MD5" or "SHA-1"'],
  ['listOf("MD5", "SHA-1").map { a -> use(a) }', '"MD5" or "SHA-1"'],
  ['mapOf("a" to "MD5").forEach { (k, v) -> use(k, v) }', '"a", "MD5"'],
  ['val m = mapOf("a" to "MD5", "b" to "DES")\n use(m["a"], m.getValue("b"), m[k]!!)', '"MD5", "DES", "MD5" or "DES"'],
  ['val (a, b) = Pair("MD5", 1)\n use(a, b)', '"MD5", 1'],
  ['use(k ?: "MD5", k ?: return, "%s/ECB".format("AES"))', '? or "MD5", ?, "AES/ECB"'],
  ["use(Alg.A.algName, Alg.B.name, pick(k))", '"MD5", "B", "MD5" or "DES"'],
  ["for (a in Alg.values()) use(a.algName)", '"MD5" or "SHA-1"'],
];

test.each(KOTLIN)("Kotlin: %s", async (body, expected) => {
  const around = `enum class Alg(val algName: String) { A("MD5"), B("SHA-1") }
fun pick(k: String): String {
  if (k == "") return "MD5"
  return "DES"
}`;
  expect(await given(kotlin, `fun f(k: String) {\n ${body}\n}\n${around}`)).toBe(expected);
});

const JAVASCRIPT: Cases = [
  ["for (const a of ['md5', 'sha1']) use(a);", '"md5" or "sha1"'],
  ["for (const [a, n] of Object.entries({ md5: 1, sha1: 2 })) use(a, n);", '"md5" or "sha1", 1 or 2'],
  ["for (const { alg } of [{ alg: 'md5' }, { alg: 'sha1' }]) use(alg);", '"md5" or "sha1"'],
  ["for (const k in { md5: 1 }) use(k);", '"md5"'],
  ["const l = ['md5', 'sha1']; for (let i = 0; i < 2; i++) use(l[i], i);", '"md5" or "sha1", ?'],
  ["['md5', 'sha1'].forEach((a, i) => use(a, i));", '"md5" or "sha1", ?'],
  ["['md5'].map(function (a) { return use(a); });", '"md5"'],
  ["const m = new Map([['a', 'md5'], ['b', 'sha1']]); use(m.get('a'), m.get(k));", '"md5", "md5" or "sha1"'],
  ["for (const a of new Set(['md5'])) use(a);", '"md5"'],
  ["let a = 'x'; if (k) a = 'md5'; use(a);", '"x" or "md5"'],
  ["let a; switch (k) { case 1: a = 'md5'; break; default: a = 'sha1'; } use(a);", '"md5" or "sha1"'],
  [
    "const { alg = 'md5' } = {}; const { size = 1 } = k; const [p, q = 2] = [3]; use(alg, size, p, q);",
    '"md5", 1 or ?, 3, 2',
  ],
  [
    "const pick = x => x ? 'md5' : 'sha1'; function other() { if (k) return 1; return 2; } use(pick(1), other());",
    '"md5" or "sha1", 1 or 2',
  ],
  ["const f = a => b => use(a); f('md5');", '"md5"'],
  [
    "class A { get name() { return 'md5'; } alg() { return 'sha1'; } go() { use(this.name, this.alg()); } }",
    '"md5", "sha1"',
  ],
  ["use('SHA-1'.replace('-', '').toLowerCase(), 'a b'.split(' ')[1]);", '"sha1", "b"'],
];

test.each(JAVASCRIPT)("JavaScript: %s", async (source, expected) => {
  expect(await given(javascript, source)).toBe(expected);
});

test.each([
  ["enum Alg { A = 'md5', B = 'sha1' } for (const a of Object.values(Alg)) use(a);", '"md5" or "sha1"'],
  ["class A { constructor(private readonly alg: string = 'md5') {} go() { use(this.alg); } }", '"md5"'],
  ["class A { constructor(alg: string = 'md5') {} go() { use(this.alg); } }", "?"],
])("TypeScript: %s", async (source, expected) => {
  expect(await given(typescript, source)).toBe(expected);
});

const PHP: Cases = [
  ["foreach (['md5', 'sha1'] as $a) give($a);", '"md5" or "sha1"'],
  ["foreach (['a' => 'md5'] as $k => $v) { give($k, $v); }", '"a", "md5"'],
  ["foreach ([['md5', 1]] as [$a, $n]) give($a, $n);", '"md5", 1'],
  ["[$a, $b] = ['md5', 1]; give($a, $b);", '"md5", 1'],
  ["switch ($k) { case 1: $a = 'md5'; break; default: $a = 'sha1'; } give($a);", '"sha1" or "md5"'],
  ["if ($k) $a = 'md5'; else $a = 'sha1'; give($a);", '"sha1" or "md5"'],
  [
    "$n = 'sha'; give(\"{$n}1\", sprintf('%s%d', 'md', 5), strtolower('MD5'), implode('', ['a', 'b']));",
    '"sha1", "md5", "MD5", "ab"',
  ],
  ["give($k ?: 'md5', $k ?? 'md5', pick());", '@$k or "md5", @$k or "md5", "md5" or "sha1"'],
  ["array_map(fn($a) => give($a), ['md5', 'sha1']);", '"md5" or "sha1"'],
  ["give(Alg::A->value, ...['md5', 2]);", '"md5", "md5", 2'],
  ["foreach (Alg::cases() as $a) give($a->value);", '"md5" or "sha1"'],
];

test.each(PHP)("PHP: %s", async (source, expected) => {
  const around =
    "enum Alg: string { case A = 'md5'; case B = 'sha1'; }\nfunction pick() { if ($x) return 'md5'; return 'sha1'; }";
  const file = await openSource(php, `<?php\n${around}\n${source}`);
  expect(valuesOf(file, siteOf(file, "give"))).toBe(expected);
});

test.each([
  ["array_map('md5', [$x]);", "call md5", ""],
  ["call_user_func('md5', $x, 1);", "call md5", "@$x, 1"],
  ["$f = 'md5'; $g = 1; $f('x');", "call md5", '"x"'],
  ["$f = 'md5'; $f = $k; $f('x');", "none", ""],
  ["array_map($f, 'md5');", "none", ""],
  ["other('md5', $x);", "none", ""],
])("PHP: a function named by a text: %s", async (source, expected, arguments_) => {
  const file = await openSource(php, `<?php\n${source}`);
  const site = siteOf(file, "md5");
  expect(site ? `${site.form} ${site.names[0]}` : "none").toBe(expected);
  expect(valuesOf(file, site)).toBe(arguments_);
});

const RUBY: Cases = [
  ["%w[md5 sha1].each { |a| use(a) }", '"md5" or "sha1"'],
  ["for a in %w[md5 sha1] do use(a) end", '"md5" or "sha1"'],
  ["{ 'a' => 'md5' }.each { |k, v| use(k, v) }", '"a", "md5"'],
  ["%w[md5].each_with_index { |a, i| use(a, i) }", '"md5", ?'],
  ["a, b = 'md5', 1\nuse(a, b)", '"md5", 1'],
  ["a = 'md5'\na = 'sha1' if k\nuse(a)", '"sha1" or "md5"'],
  [
    "n = 'sha'\nuse(\"#{n}1\", k || 'md5', format('%s%d', 'sha', 1), pick(1))",
    '"sha1", @k or "md5", "sha1", "md5" or "sha1"',
  ],
  ["module M; module N; A = 'md5'; end; end\nuse(M::N::A)", '"md5"'],
];

test.each(RUBY)("Ruby: %s", async (source, expected) => {
  expect(await given(ruby, `def pick(k)\n  return 'md5' if k\n  'sha1'\nend\n${source}`)).toBe(expected);
});

const RUST: Cases = [
  ['for n in ["md5", "sha1"] { use_(n); }', '"md5" or "sha1"'],
  ['for (i, n) in ["md5", "sha1"].iter().enumerate() { use_(n, i); }', '"md5" or "sha1", ?'],
  ['["md5", "sha1"].iter().map(|n| use_(n));', '"md5" or "sha1"'],
  ['let (a, b) = ("md5", 1); use_(a, b);', '"md5", 1'],
  ['let m = HashMap::from([("a", "md5")]); use_(m["a"], m.get("a").unwrap());', '"md5", "md5"'],
  ['let a = match k { 1 => "md5", 2 => { "sha1" } _ => return }; use_(a);', '"md5" or "sha1"'],
  ["use_::<Sha1, u8>(1);", "1, T0=@Sha1, T1=?"],
];

test.each(RUST)("Rust: %s", async (source, expected) => {
  const file = await openSource(rust, `fn f(k: u8) { ${source} }`);
  expect(valuesOf(file, siteOf(file, "use_"))).toBe(expected);
});

const SCALA: Cases = [
  ['for (a <- Seq("MD5", "SHA-1")) use(a)', '"MD5" or "SHA-1"'],
  ['for ((k, v) <- Map("a" -> "MD5")) use(k, v)', '"a", "MD5"'],
  ['List("MD5", "SHA-1").foreach(a => use(a))', '"MD5" or "SHA-1"'],
  ['List("MD5").map { a => use(a) }', '"MD5"'],
  ['val (a, b) = ("MD5", 1); use(a, b)', '"MD5", 1'],
  [
    'val m = Map("a" -> "MD5", "b" -> "DES"); use(m("a"), m.getOrElse(k, "MD5"), pick(k))',
    '"MD5", "MD5" or "DES", "MD5" or "DES"',
  ],
];

test.each(SCALA)("Scala: %s", async (source, expected) => {
  const around = 'def pick(k: String): String = k match { case "a" => "MD5"; case _ => "DES" }';
  expect(await given(scala, `object A { def f(k: String) = { ${source} }\n ${around} }`)).toBe(expected);
});

const GROOVY: Cases = [
  ["for (a in ['MD5', 'SHA-1']) { use(a) }", '"MD5" or "SHA-1"'],
  ["for (String a : ['MD5', 'SHA-1']) { use(a) }", '"MD5" or "SHA-1"'],
  ["['MD5', 'SHA-1'].each { use(it) }", '"MD5" or "SHA-1"'],
  ["['MD5', 'SHA-1'].collect { a -> use(a) }", '"MD5" or "SHA-1"'],
];

test.each(GROOVY)("Groovy: %s", async (source, expected) => {
  expect(await given(groovy, `def f(k) {\n ${source}\n}`)).toBe(expected);
});

test.each([
  ['for _, v := range []string{"a", "b"} { use(v) }', '"a" or "b"'],
  ['for i, v := range []string{"a"} { use(i, v) }', '?, "a"'],
  ['for k, v := range map[string]int{"a": 1} { use(k, v) }', '"a", 1'],
  ['v := "a"; if x { v = "b" } else { v = "c" }; use(v)', '"c" or "b"'],
])("Go: %s", async (body, expected) => {
  expect(await given(go, `package p\nfunc f() { ${body} }`)).toBe(expected);
});

const C: Cases = [
  ["use(names[0], names[k], names);", '"md5", "md5" or "sha1", ["md5", "sha1"]'],
  ["for (int i = 0; i < 2; i++) use(names[i]);", '"md5" or "sha1"'],
  ["use(algs[0].name, algs[k].name);", '"md5", "md5" or "sha1"'],
  ["use(pick(k), other());", '"md5" or "sha1", other()'],
  ['const char *s; if (k) s = "md5"; else s = "sha1"; use(s);', '"sha1" or "md5"'],
];
const AROUND_C = `
static const char *names[] = { "md5", "sha1" };
static const struct alg algs[] = { { .name = "md5" }, { .name = "sha1" } };
static const char *pick(int k) { if (k) return "md5"; return "sha1"; }
const char *other(void);
`;

test.each(C)("C: %s", async (body, expected) => {
  expect(await given(c, `${AROUND_C}void f(int k) { ${body} }`)).toBe(expected);
});

test.each([
  ['for (const char *n : {"md5", "sha1"}) use(n);', '"md5" or "sha1"'],
  ['std::vector<std::string> v{"md5", "sha1"}; for (const auto &n : v) use(n.c_str());', '"md5" or "sha1"'],
  ["use(config::kAlg, Consts::ALG, other::X);", '"md5", "sha1", @other::X'],
])("C++: %s", async (body, expected) => {
  const around =
    'namespace config { constexpr const char *kAlg = "md5"; }\nstruct Consts { static constexpr const char *ALG = "sha1"; };';
  expect(await given(cpp, `${around}\nvoid f() { ${body} }`)).toBe(expected);
});
