import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { collect } from "../collect.fixture.ts";
import { hostileResult } from "../hostile.fixture.ts";
import { finding, incomplete, result } from "../model/fixture.ts";
import { writeHtml } from "./html.ts";

test("the page loads nothing and runs nothing, and its policy allows its own style alone", async () => {
  for (const of of [result([]), result(), hostileResult()]) {
    const page = await collect(writeHtml, of);
    const tags = new Set([...page.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, name]) => name));
    for (const tag of ["script", "link", "img", "iframe", "object", "form", "a", "base"])
      expect([...tags]).not.toContain(tag);
    expect(page.replace(/<style>.*?<\/style>/s, "")).not.toMatch(/<[^>]*\s(?:on[a-z]+|style|src|href)=/);
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? "";
    expect(style).not.toMatch(/url\(|@import|https?:/);
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page).toContain(
      `content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`,
    );
  }
});

test("tags are closed in the order in which they were opened", async () => {
  const many = Array.from({ length: 150 }, (_, at) => finding({ line: at + 1 }));
  for (const of of [result([]), incomplete(many), hostileResult()]) {
    const open: string[] = [];
    const page = (await collect(writeHtml, of)).replace(/<style>.*?<\/style>/s, "");
    for (const [, slash, name = "", self] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)[^>]*?(\/?)>/g)) {
      if (["meta", "br", "wbr"].includes(name) || self === "/") continue;
      if (slash === "") open.push(name);
      else expect(open.pop()).toBe(name);
    }
    expect(open).toEqual([]);
  }
});

test("the first lines say how many, what to begin with and by when", async () => {
  const dates = [
    { mandate: "eu-roadmap", date: "2030-12-31", requirement: "high risk" },
    { mandate: "nist-ir-8547", date: "2035-12-31", requirement: "disallowed" },
  ];
  const page = await collect(
    writeHtml,
    result([
      finding({ path: "a/b/c/K.java", purpose: "key-establishment", deadlines: dates, overdue: true }),
      finding({
        path: "a/b/d/K.java",
        deadlines: [{ ...dates[0], mandate: "eu-roadmap", date: "2031-01-01", requirement: "r", actBy: "2027-01-01" }],
      }),
      finding({
        path: "m.py",
        algorithm: "MD5",
        family: "MD5",
        quantum: "safe",
        classical: "broken",
        severity: "medium",
        deadlines: [],
      }),
      finding({
        path: "n.py",
        algorithm: "AES-256-GCM",
        family: "AES",
        quantum: "safe",
        severity: "info",
        deadlines: [],
      }),
      finding({ path: "s.py", suppressed: { reason: "old" } }),
    ]),
  );
  expect(page).toContain(
    "A quantum computer breaks 2 uses of cryptography. 1 of them protects secrets that can be recorded today and read later: " +
      "start there. 1 use is weak or broken today. The first deadline is 2030-12-31 (eu-roadmap).",
  );
  expect(page).toContain("<b>25 %</b>of all uses in order");
  expect(page).toContain("<b>1</b>overdue");
  expect(page).toMatch(
    /<td>RSA-2048<\/td><td>ML-KEM-768<br><span class="soft">FIPS 203<\/span><\/td><td class="number">2<\/td><td class="number">2<\/td><td class="day">2027-01-01</,
  );
  expect(page).toMatch(/<td>a\/<wbr>b<\/td><td class="number">2<\/td>/);
  expect(page).toMatch(/<td>\.<\/td><td class="number">1<\/td>/);
  expect(page).toContain("In order: 1. Suppressed: 1.");
});

test("what was not scanned is told on the first sheet and file by file", async () => {
  const page = await collect(writeHtml, incomplete());
  expect(page).toContain('<p class="note">incomplete: 2 of 45 files could not be scanned</p>');
  expect(page).toContain("<td>z/bomb.c</td><td>quarantined</td><td>took longer than 120 s</td>");
  expect(page).not.toContain("a/00.pem");
});

test("a page stays of a size that a browser opens, and says what it leaves out", async () => {
  const long = "x".repeat(3_000);
  const many = Array.from({ length: 30_000 }, (_, at) =>
    finding({ path: `${at}/${at}/${long}`, family: `F${at}`, algorithm: `A${at}`, snippet: long }),
  );
  const page = await collect(writeHtml, result(many));
  expect(page.length).toBeLessThan(4 * 1024 * 1024);
  expect(page).toContain("<p>and 28,000 more, which a page has no room for");
  expect(page).toContain("1,900 more uses");
});

test("nothing to change is said as that", async () => {
  const page = await collect(
    writeHtml,
    result([finding({ quantum: "post-quantum", severity: "info", deadlines: [] })]),
  );
  expect(page).toContain("Nothing was found that has to change.");
  expect(page).not.toContain("Uses to change");
});
