/** What every format owes: the same number of findings, the same bytes from a database's rows, and no text that does something. */
import { Ajv } from "ajv";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import { parsedCsv } from "./csv.fixture.ts";
import { FORMAT_NAMES, FORMATS, type Format } from "./formats.ts";
import { hostileResult } from "./hostile.fixture.ts";
import { validateJunit } from "./junit.fixture.ts";
import type { AuditResult, Finding } from "./model/finding.ts";
import { changed, finding, incomplete, result } from "./model/fixture.ts";
import type { ReportedResult } from "./report.ts";

const sum = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].reduce((all, match) => all + Number(match[1]), 0);
const times = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

interface Bom {
  readonly components: readonly { readonly evidence?: { readonly occurrences?: readonly unknown[] } }[];
}
/** Each finding is an occurrence of something. */
const occurrences = (text: string) =>
  (JSON.parse(text) as Bom).components.flatMap(({ evidence }) => evidence?.occurrences ?? []).length;

/** How many findings a report tells of. A new format says here how that is seen in it. */
const TOLD: Readonly<Record<Format, (text: string) => number>> = {
  text: (text) => sum(text, /^ {2}\S.*? {2}(\d+) (?:findings?|uses?)(?= {2}|$)/gm),
  json: (text) => JSON.parse(text).findings.length,
  ndjson: (text) => times(text, /^\{"ruleId"/gm),
  // What is suppressed is in no baseline.
  baseline: (text) => {
    const files: Record<string, Record<string, number>> = JSON.parse(text).files;
    return (
      Object.values(files)
        .flatMap((uses) => Object.values(uses))
        .reduce((all, count) => all + count, 0) + SUPPRESSED
    );
  },
  csv: (text) => parsedCsv(text).length - 1,
  markdown: (text) =>
    times(text, /^- \*\*/gm) + sum(text, /^- … and (\d+) more$/gm) + sum(text, /^(?:In order|Suppressed): (\d+)/gm),
  junit: (text) => times(text.split('<testsuite name="files not scanned"')[0] ?? "", /<testcase /g),
  gitlab: (text) => JSON.parse(text).length,
  html: (text) =>
    times(text, /<tr class="use">/g) +
    sum(text, /<p>and (\d+) more, which/g) +
    sum(text, /(?:In order|Suppressed): (\d+)\./g),
  cbom: occurrences,
  "cbom-1.6": occurrences,
  "cbom-1.7": occurrences,
  openvex: (text) => sum(text, /"status_notes":"(\d+) uses? in/g) + sum(text, /(\d+) uses? in order"/g),
  spdx: (text) => times(text, /"type":"software_Snippet"/g),
  sarif: (text) => JSON.parse(text).runs.flatMap((run: { results: unknown[] }) => run.results).length,
};

const SUPPRESSED = 3;
function mixed(): AuditResult {
  const kinds: readonly Partial<Finding>[] = [
    {},
    { algorithm: "MD5", family: "MD5", quantum: "safe", classical: "broken", severity: "medium", deadlines: [] },
    { algorithm: "AES-256-GCM", family: "AES", quantum: "safe", severity: "info", deadlines: [] },
    { algorithm: "AES-128-GCM", family: "AES", quantum: "weakened", severity: "low" },
    { algorithm: "Signature", family: "unknown", quantum: "unknown", resolved: false, severity: "medium" },
  ];
  const many = Array.from({ length: 700 }, (_, at) =>
    finding({ ...kinds[at % kinds.length], path: `src/${at % 90}.java`, line: at + 1, id: `f.${at}.1` }),
  );
  const accepted = Array.from({ length: SUPPRESSED }, (_, at) =>
    finding({ path: "s.java", line: at + 1, suppressed: { reason: "accepted" }, id: `s.${at}.1` }),
  );
  return { ...incomplete([...many, ...accepted]), findings: result([...many, ...accepted]).findings };
}

async function printed(format: Format, of: ReportedResult): Promise<string> {
  return await collect(await FORMATS[format](), of as AuditResult);
}

test.each(FORMAT_NAMES)("%s carries every finding, or says how many it leaves out", async (format) => {
  const all = mixed();
  expect(TOLD[format](await printed(format, all))).toBe(all.findings.length);
  expect(TOLD[format](await printed(format, changed(all)))).toBe(all.findings.length);
  const empty = result([]);
  expect(TOLD[format](await printed(format, empty))).toBe(format === "baseline" ? SUPPRESSED : 0);
});

test.each(FORMAT_NAMES)("%s is the same from a list and from rows that come one by one", async (format) => {
  const all = mixed();
  const rows = async function* <T>(list: readonly T[]) {
    for (const each of list) yield await Promise.resolve(each);
  };
  const again = <T>(list: readonly T[]) => ({ [Symbol.asyncIterator]: () => rows(list) });
  const streamed = { ...all, findings: again(all.findings), errors: again(all.errors) };
  expect(await printed(format, streamed)).toBe(await printed(format, all));
});

/** Line ends aside, what nobody sees or what moves what is seen. */
const UNSEEN = /(?![\r\n])[\p{Cc}\u200b-\u200f\u2028-\u202e\u2066-\u2069]/u;
/** Programs read the others, and get what the repository wrote. */
const FOR_PEOPLE: readonly Format[] = ["text", "csv", "markdown", "junit", "html"];

test.each(FORMAT_NAMES)("%s keeps hostile text text", async (format) => {
  const text = await printed(format, hostileResult());
  if (FOR_PEOPLE.includes(format)) expect(text).not.toMatch(UNSEEN);
  else expect([...text].filter((each) => each < " " && each !== "\n")).toEqual([]);
  expect(text.isWellFormed()).toBe(true);
  expect(TOLD[format](text)).toBe(
    format === "baseline" ? hostileResult().findings.length * 0.75 + SUPPRESSED : hostileResult().findings.length,
  );
});

test("no cell of CSV is a formula, with commas or with semicolons between cells, and each row has every cell", async () => {
  const text = await printed("csv", hostileResult());
  const rows = parsedCsv(text);
  expect(rows.every((row) => row.length === rows[0]?.length)).toBe(true);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝]/);
  for (const cell of text.split(/[;\r\n]/)) expect(cell).not.toMatch(/^[\s"]*[=+\-@＝]/);
  expect(text).toContain("'=cmd|' /C calc'!A1");
  expect(text).toContain('"x;\'=1+1"');
  expect(text.endsWith("\r\n")).toBe(true);
});

test("of a comment nothing becomes a link, a picture, a mention or markup of its own", async () => {
  const text = await printed("markdown", hostileResult());
  const html = micromark(text, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const tags = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/g)].map(([, name]) => name));
  expect([...tags].toSorted()).toEqual(["br", "code", "h3", "li", "p", "strong", "ul"]);
  const outside = html.replace(/<code>[^<]*<\/code>/g, "").replace(/<!--.*?-->/g, "");
  expect(outside).not.toMatch(/@|evil|javascript|alert|GH-|#1/);
  expect(html).toContain("<code>@everyone:10</code>");
});

test("a comment keeps to what GitHub takes, says what is new first, and how many more there are", async () => {
  const long = "x".repeat(5_000);
  const many = Array.from({ length: 3_000 }, (_, at) =>
    finding({ path: `${at}/${long}`, snippet: long, baseline: "existing" }),
  );
  const fresh = finding({ path: "fresh.java", severity: "low", baseline: "new" });
  const made = result([...many, fresh]);
  const text = await printed("markdown", {
    ...made,
    summary: { ...made.summary, baseline: { existing: 3_000, new: 1, fixed: 2 } },
  });
  expect(text.length).toBeLessThan(65_536);
  expect(text).toContain("### pqc-audit: 1 new (1 low)\n");
  expect(text.indexOf("fresh.java")).toBeLessThan(text.indexOf("In the baseline: 3000 findings"));
  expect(text).toMatch(/- … and 2\d{3} more\n\n<\/details>/);
  expect(text).toContain("1 new, 3000 existing, 2 fixed");
});

test("JUnit's XML fits the schema of Jenkins; what is suppressed or known is skipped, what is in order passes", async () => {
  for (const each of [result([]), incomplete(), hostileResult()])
    expect(await validateJunit(await printed("junit", each))).toEqual([]);
  expect(await validateJunit('<testsuites><testsuite tests="1"><testcase/></testsuite></testsuites>')).not.toEqual([]);
  const info = finding({ severity: "info", line: 2 });
  const known = finding({ baseline: "existing", line: 3 });
  const text = await printed("junit", {
    ...incomplete([finding(), info, known, finding({ suppressed: { reason: "old" } })]),
  });
  expect(text).toContain('<testsuite name="findings" tests="4" failures="1" errors="0" skipped="2"');
  expect(text).toContain('<testsuite name="files not scanned" tests="2" failures="0" errors="2" skipped="0"');
  expect(text).toContain('<skipped message="suppressed: old"/>');
  expect(text).toContain('<skipped message="in the baseline"/>');
  expect(text).toContain(
    'classname="src/Keys.java" name="RSA-2048 (00112233445566778899aabbccddeeff.0123456789ab.1)" file="src/Keys.java" line="10"',
  );
});

/** As GitLab's documentation has it. */
const codeQuality = new Ajv().compile({
  type: "array",
  items: {
    type: "object",
    required: ["description", "check_name", "fingerprint", "severity", "location"],
    properties: {
      description: { type: "string", minLength: 1 },
      check_name: { type: "string" },
      fingerprint: { type: "string", minLength: 1 },
      severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
      location: {
        type: "object",
        required: ["path", "lines"],
        properties: {
          path: { type: "string", pattern: "^(?!\\./)" },
          lines: { type: "object", required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
        },
      },
    },
  },
});

test("GitLab's list fits its documentation, each entry with a fingerprint of its own", async () => {
  for (const each of [result([]), mixed(), hostileResult()]) {
    const list: { fingerprint: string; severity: string }[] = JSON.parse(await printed("gitlab", each));
    expect(codeQuality(list), JSON.stringify(codeQuality.errors)).toBe(true);
    expect(new Set(list.map(({ fingerprint }) => fingerprint)).size).toBe(list.length);
  }
  const [accepted] = JSON.parse(await printed("gitlab", result([finding({ suppressed: { reason: "old" } })])));
  expect(accepted).toMatchObject({ severity: "info", description: expect.stringContaining("Suppressed: old") });
});
