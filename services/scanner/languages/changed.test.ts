import { expect, test } from "vitest";
import { cpp } from "./cpp.ts";
import { csharp } from "./described/csharp.ts";
import { kotlin } from "./described/kotlin.ts";
import { php } from "./described/php.ts";
import { ruby } from "./described/ruby.ts";
import { rust } from "./described/rust.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { javascript } from "./javascript.ts";
import type { Language } from "./language.ts";
import { python } from "./python.ts";
import { openSource, siteOf, valuesOf } from "./source-under-test.ts";

const inJava = (body: string) => `class A { void f(boolean b) { ${body} } }`;
const inPython = (body: string) => `def f(b):\n${body.replace(/^/gm, "    ")}\n`;
const inGo = (body: string) => `package p\n\nfunc f(b bool) {\n${body}\n}\n`;

test.each<[string, Language, string, string]>([
  ["Java", java, inJava('String s = "DE"; s += "S"; use(s);'), '"DES"'],
  ["Java, again", java, inJava('String s = "A"; s += "E"; s += "S/"; s += 128; use(s);'), '"AES/128"'],
  ["Java, before", java, inJava('String s = "DE"; use(s); s += "S";'), '"DE"'],
  ["Java, numbers", java, inJava("int n = 512; n *= 2; use(n);"), "1024"],
  ["Java, on one way", java, inJava('String s = "SHA-1"; if (b) s += "28"; use(s);'), '"SHA-128" or "SHA-1"'],
  ["Java, in a loop", java, inJava('String s = "A"; while (b) { s += "B"; } use(s);'), '? or "A"'],
  ["Java, of what is not known", java, inJava('String s = read(); s += "S"; use(s);'), "?"],
  ["Python", python, inPython('s = "md"\ns += "5"\nuse(s)'), '"md5"'],
  ["Python, numbers", python, inPython("n = 1 << 9\nn *= 2\nuse(n)"), "1024"],
  ["Python, in a loop", python, inPython('s = "md"\nfor x in y:\n    s += "5"\nuse(s)'), '? or "md"'],
  ["Go", go, inGo('s := "aes128"\ns += "-cbc"\nuse(s)'), '"aes128-cbc"'],
  ["Go, in a loop", go, inGo('s := "a"\nfor b {\n\ts += "c"\n}\nuse(s)'), '? or "a"'],
  ["JavaScript", javascript, 'let s = "sha"; s += 2; s += "56"; use(s);', '"sha256"'],
  [
    "JavaScript, before any function runs",
    javascript,
    'let s = "sha"; s += "256"; function f() { use(s); }',
    '"sha256"',
  ],
  ["JavaScript, by a function", javascript, 'let s = "md5"; function g() { s += "x"; } function f() { use(s); }', "?"],
  ["JavaScript, on one way", javascript, 'let s = "sha1"; if (b) { s += "28"; } use(s);', "?"],
  ["JavaScript, in a loop", javascript, 'let s = "a"; while (b) { s += "b"; } use(s);', "?"],
  ["C#", csharp, inJava('var s = "DE"; s += "S"; use(s);'), '"DES"'],
  ["C#, in a loop", csharp, inJava('var s = "A"; foreach (var x in y) { s += "B"; } use(s);'), '? or "A"'],
  ["Kotlin", kotlin, 'fun f() {\n  var s = "SHA"\n  s += "-512"\n  use(s)\n}', '"SHA-512"'],
  ["Kotlin, built", kotlin, 'fun f() { use(buildString { append("A"); append("E").append("S") }) }', '"AES"'],
  [
    "Kotlin, built on one way",
    kotlin,
    'fun f() { use(buildString { append("A"); if (b) append("E") }) }',
    "buildString()",
  ],
  ["PHP", php, '<?php\n$s = "sha"; $s .= "512"; using($s);', '"sha512"'],
  ["PHP, in a loop", php, '<?php\n$s = "a"; foreach ($y as $x) { $s .= "b"; } using($s);', '? or "a"'],
  ["Ruby", ruby, 's = "SHA"\ns += "512"\nuse(s)', '"SHA512"'],
  ["Ruby, appended", ruby, 's = "aes-128"\ns << "-ecb"\nuse(s)', '"aes-128-ecb"'],
  ["Ruby, a shift", ruby, "n = 1 << 10\nuse(n << 1)", "2048"],
  ["Ruby, a list", ruby, 's = ["a"]\ns << "b"\nuse(s)', '["a"]'],
  ["Rust", rust, "fn f() { let mut n = 1024; n *= 2; using(n); }", "2048"],
  ["C++", cpp, 'void f() { std::string s = "SHA"; s += "256"; use(s.c_str()); }', '"SHA256"'],
  ["C++, in a loop", cpp, 'void f() { std::string s = "A"; while (b) { s += "B"; } use(s); }', '? or "A"'],
])("what is added to what a name held: %s", async (_what, language, text, expected) => {
  const file = await openSource(language, text);
  expect(valuesOf(file, siteOf(file, text.includes("using(") ? "using" : "use"))).toBe(expected);
});
