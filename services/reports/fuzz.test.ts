/** Every format over results whose texts are put together at random from what hurts somewhere: nothing of them does anything. */
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import { parsedCsv } from "./csv.fixture.ts";
import { FORMAT_NAMES, FORMATS, type Format } from "./formats.ts";
import { PAYLOADS } from "./hostile.fixture.ts";
import { validateJunit } from "./junit.fixture.ts";
import type { AuditResult, Finding } from "./model/finding.ts";
import { changed, finding, result } from "./model/fixture.ts";

/** What is between the pieces matters as much as they: ends of lines, of cells, of quotations, half a character. */
const SEAMS = [
  "",
  " ",
  "\n",
  "\r",
  "\t",
  "`",
  "``",
  "|",
  '"',
  "'",
  ";",
  ",",
  "\\",
  "&",
  "<",
  ">",
  "\u2028",
  "\ud83d",
  "=",
  "@",
];
const RUNS = Number(process.env.PQC_AUDIT_FUZZ ?? 60);

function* random(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state / 2 ** 32;
  }
}

function madeOf(seed: number): AuditResult {
  const numbers = random(seed);
  const next = (below: number) => Math.floor(numbers.next().value * below);
  const text = () => {
    const pieces = Array.from(
      { length: 1 + next(3) },
      () => `${SEAMS[next(SEAMS.length)]}${PAYLOADS[next(PAYLOADS.length)]}`,
    );
    return `${pieces.join("")}${SEAMS[next(SEAMS.length)]}`;
  };
  const findings = Array.from({ length: 6 }, (_, at): Finding => {
    const hostile = {
      path: text(),
      snippet: text(),
      algorithm: text(),
      family: text(),
      ruleId: text(),
      library: text(),
    };
    const others = {
      owners: [text()],
      curve: text(),
      mode: text(),
      protocol: text(),
      replacement: { algorithm: text(), standard: text() },
    };
    const due = { deadlines: [{ mandate: text(), date: "2030-12-31", requirement: text() }] };
    const accepted = at === 5 ? { suppressed: { reason: text(), until: "2030-01-01" } } : {};
    return finding({ ...hostile, ...others, ...due, ...accepted, id: `${at}.1`, line: at + 1 });
  });
  const errors = [{ path: text(), status: "failed", message: text() } as const];
  const coverage = { present: 7, scanned: 6, skipped: {}, failed: 1, quarantined: 0 };
  const made = changed(result(findings, { target: { location: text(), commit: "a".repeat(40) }, errors, coverage }));
  const fixed = made.fixed?.map((use) => ({ ...use, path: text(), algorithm: text() }));
  return { ...made, ...(fixed && { fixed }) };
}

const printed = async (format: Format, of: AuditResult) =>
  collect(await FORMATS[format](), of, { ruleTitle: (id) => id });
const JSON_FORMATS = FORMAT_NAMES.filter(
  (name) => !["text", "csv", "markdown", "junit", "html", "ndjson"].includes(name),
);
/** Line ends aside. */
const MOVES = /(?![\r\n])[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u;
const HTML_TAGS =
  "body br b caption code dd details div dl dt footer h1 h2 h3 head header html li main meta p rect section small span strong style summary svg table tbody td th thead title tr ul wbr".split(
    " ",
  );

test(`${RUNS} results of hostile texts: every format keeps to its own grammar, and text stays text`, async () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const of = madeOf(seed);
    const why = `seed ${seed}`;
    for (const format of JSON_FORMATS) JSON.parse(await printed(format, of));
    const lines = (await printed("ndjson", of)).trimEnd().split("\n");
    expect(
      lines.map((line) => typeof JSON.parse(line)),
      why,
    ).toEqual(Array(8).fill("object"));

    expect(await printed("text", of), why).not.toMatch(MOVES);

    const csv = await printed("csv", of);
    const rows = parsedCsv(csv);
    expect(
      rows.map((row) => row.length),
      why,
    ).toEqual(Array(7).fill(rows[0]?.length));
    for (const cell of [...rows.flat(), ...csv.split(/[;\r\n]/)])
      expect(cell, why).not.toMatch(/^[\s"]*[=+\-@＝＋－＠]/);
    expect(csv, why).not.toMatch(MOVES);

    expect(await validateJunit(await printed("junit", of)), why).toEqual([]);

    const page = await printed("html", of);
    const tags = new Set([...page.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name]) => name));
    expect(
      [...tags].filter((tag) => !HTML_TAGS.includes(tag ?? "")),
      why,
    ).toEqual([]);
    expect(page.replace(/<style>.*?<\/style>/s, ""), why).not.toMatch(/<[^>]*\s(?:on[a-z]+|style|src|href)=/);
    expect(page, why).not.toMatch(MOVES);

    const markdown = await printed("markdown", of);
    expect(markdown, why).not.toMatch(MOVES);
    const html = micromark(markdown, {
      allowDangerousHtml: true,
      allowDangerousProtocol: true,
      extensions: [gfm()],
      htmlExtensions: [gfmHtml()],
    });
    const outside = html.replace(/<code>[^<]*<\/code>/g, "").replace(/<!--.*?-->/g, "");
    expect(outside, why).not.toMatch(/@|evil|javascript|alert|GH-|#1|<img|<a |<script/);
  }
}, 120_000);
