/** The HTML report, opened from a file as whoever gets it by mail would. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { collect } from "@pqc-audit/reports/collect.fixture.ts";
import { hostileResult } from "@pqc-audit/reports/hostile.fixture.ts";
import { writeHtml } from "@pqc-audit/reports/html/html.ts";
import type { AuditResult, Finding } from "@pqc-audit/reports/model/finding.ts";
import { finding, incomplete, result } from "@pqc-audit/reports/model/fixture.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspect, type Look, openPage } from "./browser.ts";
import { openBrowser } from "./launch.ts";

let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-html-"));
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function mixed(): AuditResult {
  const eo = { mandate: "us-eo-2026", date: "2030-12-31", requirement: "post-quantum key establishment" };
  const nist = { mandate: "nist-ir-8547", date: "2035-12-31", requirement: "disallowed after 2035" };
  const kinds: readonly Partial<Finding>[] = [
    { purpose: "key-establishment", severity: "critical", deadlines: [eo, nist], overdue: true },
    { algorithm: "ECDSA-P-256", family: "ECDSA", purpose: "signature", deadlines: [nist] },
    { algorithm: "MD5", family: "MD5", quantum: "safe", classical: "broken", severity: "medium", deadlines: [] },
    { algorithm: "AES-256-GCM", family: "AES", quantum: "safe", severity: "info", deadlines: [] },
    { algorithm: "AES-128-GCM", family: "AES", quantum: "weakened", severity: "low", deadlines: [] },
    { algorithm: "Signature", family: "Signature", quantum: "unknown", resolved: false, severity: "medium" },
  ];
  const findings = Array.from({ length: 240 }, (_, at) =>
    finding({ ...kinds[at % kinds.length], path: `services/room-${at % 7}/src/Keys${at % 30}.java`, line: at + 1 }),
  );
  return {
    ...incomplete(findings),
    target: { location: "https://git.example/team/service.git", commit: "c".repeat(40) },
  };
}

const looks: readonly (readonly [string, Look])[] = [
  ["light", {}],
  ["dark", { scheme: "dark" }],
  ["narrow", { width: 390 }],
];

test.each(looks)("a report can be read by everybody, and asks for nothing: %s", async (name, look) => {
  for (const [what, of] of [
    ["mixed", mixed()],
    ["hostile", hostileResult()],
    ["empty", result([])],
  ] as const) {
    const file = join(folder, `${what}.html`);
    writeFileSync(file, await collect(writeHtml, of));
    const { page, complaints, requests } = await openPage(browser, look);
    await page.goto(pathToFileURL(file).href);
    await inspect(page, `report-${what}-${name}`);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
    const wider = await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth");
    expect(wider, `${what} is wider than the window`).toBe(false);
    await page.context().close();
  }
});

test("on paper the figures stand on the first sheet, and every folded use is left folded", async () => {
  const file = join(folder, "paper.html");
  writeFileSync(file, await collect(writeHtml, mixed()));
  const { page } = await openPage(browser, { scheme: "dark" });
  await page.goto(pathToFileURL(file).href);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  expect(await page.evaluate<string>("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
  const paper = await page.pdf({ format: "A4" });
  const sheets = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  expect(sheets).toBeGreaterThanOrEqual(4);
  expect(sheets).toBeLessThan(20);
  await page.context().close();
});
