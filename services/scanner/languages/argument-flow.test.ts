import { expect, test } from "vitest";
import { c } from "./c.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import type { Language } from "./language.ts";
import { python } from "./python.ts";
import { openSource, siteOf, valuesOf } from "./source-under-test.ts";
import { typescript } from "./typescript.ts";

const CASES: readonly (readonly [string, Language, string, string])[] = [
  ["a function's only caller", python, "def f(alg):\n  use(alg)\nf('md5')\n", '"md5"'],
  ["two callers", python, "def f(alg):\n  use(alg)\nf('md5')\nf('sha1')\n", '"md5" or "sha1"'],
  ["by keyword", python, "def f(x, alg):\n  use(alg)\nf(1, alg='md5')\n", '"md5"'],
  ["a default, and who gives another", python, "def f(alg='md5'):\n  use(alg)\nf()\nf('sha1')\n", '"md5" or "sha1"'],
  [
    "a method on self",
    python,
    "class A:\n  def f(self, alg):\n    use(alg)\n  def g(self):\n    self.f('md5')\n",
    '"md5"',
  ],
  [
    "a method of another object",
    python,
    "class A:\n  def f(self, alg):\n    use(alg)\nclass B:\n  pass\nb = B()\nb.f('md5')\n",
    "?",
  ],
  [
    "a constructor, through a field",
    python,
    "class A:\n  def __init__(self, alg):\n    self.alg = alg\n  def g(self):\n    use(self.alg)\nA('md5')\n",
    '"md5"',
  ],
  ["through two functions", python, "def f(a):\n  use(a)\ndef g(b):\n  f(b)\ng('md5')\n", '"md5"'],
  ["no caller", python, "def f(alg):\n  use(alg)\n", "?"],
  ["itself only", python, "def f(alg):\n  use(alg)\n  f(alg)\n", "?"],
  ["a caller that does not say", python, "def f(alg):\n  use(alg)\nf(given())\nf('md5')\n", 'given() or "md5"'],
  ["a method of this class", java, 'class A { void f(String a) { use(a); } void g() { f("DES"); } }', '"DES"'],
  [
    "on an object of this class",
    java,
    'class A { void f(String a) { use(a); } void g() { new A().f("DES"); } }',
    '"DES"',
  ],
  ["another arity", java, 'class A { void f(String a) { use(a); } void g() { f("DES", 1); } }', "?"],
  ["another class", java, 'class B {} class A { void f(String a) { use(a); } void g(B b) { b.f("DES"); } }', "?"],
  [
    "a constructor, through a field",
    java,
    'class A { String s; A(String a) { s = a; } void f() { use(s); } static void g() { new A("DES"); } }',
    '"DES"',
  ],
  ["a function", javascript, "function f(a) { use(a) }\nf('md5')", '"md5"'],
  ["an arrow function", javascript, "const f = (x, a) => use(a);\nf(1, 'md5'); f(2, 'sha1')", '"md5" or "sha1"'],
  ["a default", javascript, "function f(a = 'md5') { use(a) }\nf('sha1')", '"md5" or "sha1"'],
  ["a typed parameter", typescript, "function f(a: string): void { use(a) }\nf('md5')", '"md5"'],
  ["a function", c, 'void f(int n, const char *a) { use(a); }\nvoid g(void) { f(1, "md5"); }', '"md5"'],
  ["a function", go, 'package p\nfunc f(x, a string) { use(a) }\nfunc g() { f("1", "md5") }', '"md5"'],
  [
    "a package's function of that name",
    go,
    'package p\nimport "q"\nfunc f(a string) { use(a) }\nfunc g() { q.f("md5") }',
    "?",
  ],
];

test.each(CASES.map(([name, language, text, expected]) => [language.id, name, language, text, expected] as const))(
  "%s: a parameter holds what the calls in the file hand over: %s",
  async (_id, _name, language, text, expected) => {
    const file = await openSource(language, text);
    expect(valuesOf(file, siteOf(file, "use"))).toBe(expected);
  },
);

test("a function called from everywhere is decided elsewhere", async () => {
  const file = await openSource(python, `def f(alg):\n  use(alg)\n${"f('md5')\n".repeat(100)}`);
  expect(valuesOf(file, siteOf(file, "use"))).toBe("?");
});
