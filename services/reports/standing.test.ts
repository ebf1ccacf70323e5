import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import { parsedCsv } from "./csv.fixture.ts";
import { FORMATS, type Format } from "./formats.ts";
import { changed, finding, incomplete, result } from "./model/fixture.ts";
import { parseResult } from "./parse-result.ts";

const four = () => [1, 2, 3, 4].map((line) => finding({ line, id: `f.${line}` }));
const made = () => changed(result(four()));
const printed = async (format: Format, of = made()) => collect(await FORMATS[format](), of);

test("a kept result of a server tells of changes as the server does", async () => {
  const { result: read, notes } = parseResult(await printed("json"), "r.json");
  expect(notes).toEqual([]);
  expect(read).toEqual(made());
});

test.each([
  ["changes", { changes: { ...made().changes, new: -1 } }, "its changes are no counts"],
  ["since", { changes: { ...made().changes, since: "s1" } }, "its changes are no counts"],
  ["fixed", { fixed: [{ ...made().fixed?.[0], severity: "urgent" }] }, "its fixed uses are no list"],
  ["state", { findings: [{ ...finding(), state: "<b>" }] }, 'finding 1 has the state "<b>"'],
  ["cause", { findings: [{ ...finding(), cause: 1 }] }, "finding 1 has the cause 1"],
  ["scope", { findings: [{ ...finding(), scope: "<b>" }] }, 'finding 1 has the scope "<b>"'],
])("%s that are none are refused", (_, wrong, message) => {
  expect(() => parseResult(JSON.stringify({ ...made(), ...wrong }), "r.json")).toThrow(message);
});

test("what is new or back comes first in a comment, what was there is folded, what is gone is named", async () => {
  const text = await printed("markdown");
  expect(text).toContain("### pqc-audit: 2 new (2 high)");
  expect(text).toContain(
    "Against the scan before (`main` at `bbbbbbbbbbbb`): 1 new, 2 existing, 1 reopened, 2 fixed; " +
      "1 of these because the rules changed, not the code.",
  );
  expect(text).toContain("keygen, reopened in `src/Keys.java:3`");
  expect(text).toContain("<summary>There before: 2 findings</summary>");
  expect(text).toContain("- `RC2` in `old/Keys.java`, by other rules\n");
});

test("the page says it in its figures, its list and a table of what is gone", async () => {
  const page = await printed("html");
  expect(page).toContain("<b>2 / 2</b>new / fixed");
  expect(page).toContain("Against the scan before (main at bbbbbbbbbbbb): 1 new");
  expect(page).toContain('<span class="soft">reopened, keygen</span>');
  expect(page).toContain("<td>RC2</td><td>old/<wbr>Keys.java</td><td>the rules changed</td>");
});

test("text, CSV and SARIF carry it finding by finding", async () => {
  expect(await printed("text")).toContain("  high, reopened, keygen");
  const [head, ...rows] = parsedCsv(await printed("csv"));
  const at = head?.indexOf("state") ?? -1;
  expect(rows.map((row) => row.slice(at, at + 2))).toEqual([
    ["existing", ""],
    ["new", "code"],
    ["reopened", "code"],
    ["existing", ""],
  ]);
  const states = JSON.parse(await printed("sarif")).runs[0].results.map(
    (each: Record<string, unknown>) => each.baselineState,
  );
  expect(states).toEqual(["unchanged", "new", "new", "unchanged"]);
});

test("a first scan has nothing to be compared with", async () => {
  const { since: _, ...changes } = made().changes ?? {};
  const first = { ...made(), changes: { ...changes, fixed: 0 }, fixed: [] } as ReturnType<typeof made>;
  for (const format of ["text", "markdown", "html"] as const) {
    expect(await printed(format, first)).toBe(await printed(format, result(four())));
  }
});

test("fixed is said of what the code has none of any more, and of a scan that missed nothing", async () => {
  const fixed = async (of = made()) =>
    JSON.parse(await printed("openvex", of)).statements.filter(
      (each: Record<string, unknown>) => each.status === "fixed",
    );
  expect(await fixed()).toEqual([
    expect.objectContaining({
      vulnerability: expect.objectContaining({ name: "pqc-audit:broken:DES" }),
      products: [expect.objectContaining({ subcomponents: [{ "@id": "urn:pqc-audit:file:old/Keys.java" }] })],
      status_notes: "gone since the scan before: 1 use in 1 file",
    }),
  ]);
  const left = finding({ path: "b", algorithm: "DES", family: "DES", classical: "broken", quantum: "weakened" });
  expect(await fixed(changed(result([...four(), left])))).toEqual([]);
  expect(await fixed(changed(incomplete(four())))).toEqual([]);
});
