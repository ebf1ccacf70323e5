/** What holds where something of the run is missing, and texts that are filled in, in each language's own words. */
import { expect, test } from "vitest";
import { cpp } from "./cpp.ts";
import { csharp } from "./described/csharp.ts";
import { kotlin } from "./described/kotlin.ts";
import { ruby } from "./described/ruby.ts";
import { rust } from "./described/rust.ts";
import { scala } from "./described/scala.ts";
import type { Language } from "./language.ts";
import { python } from "./python.ts";
import { openSource, siteOf, valuesOf } from "./source-under-test.ts";

const inCsharp = (body: string) => `class A { void f() { ${body} } }`;

test.each<[Language, string, string]>([
  [
    python,
    'import os\nhash_by(os.environ.get("A", "md5"), os.getenv("B", "sha1"), k.get("c"))',
    '"md5" or ?, "sha1" or ?, k.get()',
  ],
  [python, 'def f(**kw): hash_by(kw.get("alg", "sha1"), kw.get("n", 1))', '"sha1" or ?, ?.get()'],
  [ruby, 'hash_by(ENV.fetch("A", "MD5"), ENV.fetch("B"))', '"MD5" or ?, ENV.fetch()'],
  [rust, 'fn f() { hash_by(name.unwrap_or("md5")); }', '"md5" or ?'],
  [scala, 'object A { def f = hash_by(o.getOrElse("MD5")) }', '"MD5" or ?'],
  [
    rust,
    'fn f(n: u32) { hash_by(format!("sha{}", 256), format!("sha{}", n), concat!("sh", "a1"), String::from("md5")); }',
    '"sha256", ?, "sha1", "md5"',
  ],
  [
    rust,
    'const A: &str = "sha"; fn f() { hash_by(format!("{A}512"), format!("{0}{1}", A, 1), format!("{:?}", A)); }',
    '"sha512", "sha1", ?',
  ],
  [
    csharp,
    inCsharp('hash_by(string.Format("SHA{0}", 512), String.Format("{1}{0}", 5, "MD"), string.Format("{0:X}", 5));'),
    '"SHA512", "MD5", ?',
  ],
  [csharp, 'class A { string P => "MD5"; void f() { hash_by(P); } }', '"MD5"'],
  [
    cpp,
    'void f() { std::map<std::string, std::string> m = { {"a", "MD5"}, {"b", "DES"} }; hash_by(m.at("b"), m["a"], m.at(k), m.at("z")); }',
    '"DES", "MD5", "MD5" or "DES", std::map::at|?.at()',
  ],
  [csharp, inCsharp('var b = new StringBuilder("SHA"); b.Append("5").Append(12); hash_by(b.ToString());'), '"SHA512"'],
  [
    csharp,
    inCsharp('var b = new StringBuilder("SHA"); if (x) { b.Append("1"); } hash_by(b.ToString());'),
    "StringBuilder.ToString|?.ToString()",
  ],
  [kotlin, 'fun f() {\n  val b = StringBuilder("AES")\n  b.append("/ECB")\n  hash_by(b.toString())\n}', '"AES/ECB"'],
  [cpp, 'void f(const char *a = "SHA1") { hash_by(a); }', '"SHA1"'],
])("case %#", async (language, text, expected) => {
  const file = await openSource(language, language.part?.(text) ?? text);
  expect(valuesOf(file, siteOf(file, "hash_by"))).toBe(expected);
});
