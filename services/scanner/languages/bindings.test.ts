import { expect, test } from "vitest";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { python } from "./python.ts";
import { openSource, siteOf, valuesOf } from "./source-under-test.ts";

const lines = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("\n");

test("each function's own definition counts, however many functions there are", async () => {
  const text = `${lines(6_000, (i) => `def f${i}(alg='a${i}'):\n  use(alg)`)}\n`;
  const file = await openSource(python, text);
  expect(valuesOf(file, siteOf(file, "use", 0))).toBe('"a0"');
  expect(valuesOf(file, siteOf(file, "use", 5_999))).toBe('"a5999"');
});

test("a name with more definitions than are looked at has none, not the last one seen", async () => {
  const text = `def f():\n${lines(6_000, (i) => `  alg = 'a${i}'`)}\n  use(alg)\n`;
  const file = await openSource(python, text);
  expect(valuesOf(file, siteOf(file, "use"))).toBe("?");
});

test("of many definitions in one run the last before the use counts", async () => {
  const text = `package p\nfunc f() {\nx := 0\n${lines(1_000, (i) => `x = ${i + 1}\nuse(x)`)}\n}\n`;
  const file = await openSource(go, text);
  expect(valuesOf(file, siteOf(file, "use", 0))).toBe("1");
  expect(valuesOf(file, siteOf(file, "use", 999))).toBe("1000");
});

test("an inner declaration does not give its value to the outer one", async () => {
  const text =
    'class A { void f() { String s = "a"; { int t; } Runnable r = () -> { String s2 = "b"; }; for (;;) { String t = "c"; use(t); } use(s); } }';
  const file = await openSource(java, text);
  expect(valuesOf(file, siteOf(file, "use", 0))).toBe('"c"');
  expect(valuesOf(file, siteOf(file, "use", 1))).toBe('"a"');
});
