/** What a class takes over from another one of its file, in each language's own words. */
import { expect, test } from "vitest";
import { csharp } from "./described/csharp.ts";
import { kotlin } from "./described/kotlin.ts";
import { php } from "./described/php.ts";
import { ruby } from "./described/ruby.ts";
import { scala } from "./described/scala.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import type { Language } from "./language.ts";
import { python } from "./python.ts";
import { openSource, siteOf, valuesOf } from "./source-under-test.ts";
import { typescript } from "./typescript.ts";

test.each<[string, Language, string, string]>([
  ["Python", python, 'class A:\n    ALG = "md5"\nclass B(A):\n    def f(self):\n        use(self.ALG)\n', '"md5"'],
  [
    "Python, given by the other's constructor, two classes up",
    python,
    'class A:\n    def __init__(self):\n        self.alg = "md5"\nclass B(A): pass\nclass C(B):\n    def f(self):\n        use(self.alg)\n',
    '"md5"',
  ],
  [
    "Python, its own",
    python,
    'class A:\n    ALG = "md5"\nclass B(A):\n    ALG = "sha1"\n    def f(self):\n        use(self.ALG)\n',
    '"sha1"',
  ],
  ["Python, of itself", python, "class A(A):\n    def f(self):\n        use(self.ALG)\n", "@A.ALG"],
  [
    "Java",
    java,
    'class P { class A { String alg = "MD5"; } class B extends A { void f() { use(this.alg, super.alg, alg); } } }',
    '"MD5", "MD5", "MD5"',
  ],
  [
    "C#",
    csharp,
    'class A { protected string alg = "MD5"; } class B : A { void f() { use(alg, this.alg, base.alg); } }',
    '"MD5", "MD5", "MD5"',
  ],
  ["C#, of another class", csharp, 'class A { string alg = "MD5"; } class B { void f() { use(alg); } }', "@alg"],
  [
    "Kotlin",
    kotlin,
    'open class A {\n  val alg = "MD5"\n}\nclass B : A() {\n  fun f() {\n    use(alg)\n  }\n}\n',
    '"MD5"',
  ],
  ["Scala", scala, 'trait A { val alg = "MD5" }\nclass B extends A { def f = use(alg) }\n', '"MD5"'],
  ["Ruby", ruby, 'class A\n  ALG = "MD5"\nend\nclass B < A\n  def f\n    use(ALG)\n  end\nend\n', '"MD5"'],
  [
    "PHP",
    php,
    '<?php class A { const ALG = "md5"; } class B extends A { const ALG = "sha1"; function f() { using(parent::ALG, self::ALG); } }',
    '"md5", "sha1"',
  ],
  ["JavaScript", javascript, 'class A { alg = "md5"; } class B extends A { f() { use(this.alg); } }', '"md5"'],
  [
    "TypeScript",
    typescript,
    'abstract class A { protected alg: string = "md5"; } class B extends A { f() { use(this.alg); } }',
    '"md5"',
  ],
  [
    "JavaScript, written by the class itself",
    javascript,
    'class A { alg = "md5"; } class B extends A { g(x) { this.alg = x; } f() { use(this.alg); } }',
    "?",
  ],
])("inherited: %s", async (_what, language, text, expected) => {
  const file = await openSource(language, text);
  expect(valuesOf(file, siteOf(file, text.startsWith("<?php") ? "using" : "use"))).toBe(expected);
});
