/** The way of a person from a repository to an inventory of its cryptography, without a mouse. */
import { readFile } from "node:fs/promises";
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openPage, type Watched } from "./browser.ts";
import { openBrowser } from "./launch.ts";
import { type BusyRepository, makeBusyRepository } from "./repository.ts";
import { type PageService, startPageService } from "./service.ts";
import { settled, tabTo } from "./visit.ts";

let repository: BusyRepository;
let service: PageService;
let browser: Browser;
let watched: Watched;

beforeAll(async () => {
  repository = makeBusyRepository("warehouse", 600);
  service = await startPageService([repository.folder]);
  browser = await openBrowser();
  watched = await openPage(browser);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  repository?.remove();
});

const press = (key: string) => watched.page.keyboard.press(key);
const type = (text: string) => watched.page.keyboard.type(text);

test("submit, watch it run, filter, open a finding, take the inventory, sign out: all by keyboard", async () => {
  const { page, complaints, requests } = watched;
  await page.goto(`${service.url}/scans`);
  await tabTo(watched, page.getByLabel(/^Token/));
  await type(service.tokens.operator);
  await press("Enter");
  await tabTo(watched, page.getByRole("button", { name: "Scan a repository" }));
  await press("Enter");
  await tabTo(watched, page.getByLabel(/^Repository/));
  await type(repository.url);
  await press("Enter");
  await page.getByRole("heading", { name: "Progress" }).waitFor();
  await expect.poll(() => requests.some((url) => url.endsWith("/events"))).toBe(true);
  await page.getByText("completed", { exact: true }).waitFor();
  await page.getByText(`${repository.findings} findings, page 1`).waitFor();
  const scan = new URL(page.url()).pathname;

  await tabTo(watched, page.getByRole("checkbox", { name: "medium" }));
  await press("Space");
  await page.waitForURL(/severity=medium/);
  await page.getByText(`${repository.medium} findings`).waitFor();
  await settled(page);
  const lines = page.waitForEvent("download");
  await tabTo(watched, page.getByRole("button", { name: "Export as NDJSON" }));
  await press("Enter");
  const exported = (await readFile(await (await lines).path(), "utf8")).trimEnd().split("\n");
  expect(exported).toHaveLength(repository.medium);
  for (const line of exported) expect(JSON.parse(line)).toMatchObject({ severity: "medium" });

  await tabTo(watched, page.getByRole("button", { name: "MD5" }).first());
  await press("Enter");
  await page.getByRole("dialog", { name: "MD5" }).getByText("hashlib.md5(").waitFor();
  await page.getByRole("dialog").getByText("@warehouse-team").waitFor();
  await page.getByRole("dialog").getByText("with the first scan of the repository, or before").waitFor();
  const [finding, code] = [new URL(page.url()).searchParams.get("finding"), repository.url];
  await press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });

  await tabTo(watched, page.getByRole("link", { name: "Skip to the content" }));
  await tabTo(watched, page.getByRole("button", { name: "Download" }));
  await press("Enter");
  const download = page.waitForEvent("download");
  await tabTo(watched, page.getByRole("button", { name: "CBOM for inventories" }));
  await press("Enter");
  expect((await download).suggestedFilename()).toMatch(/^warehouse-.+\.cdx\.json$/);
  const cbom = await readFile(await (await download).path(), "utf8");
  expect(await new Validation.JsonStrictValidator(Spec.Version.v1dot7).validate(cbom)).toBeNull();
  expect(occurrencesOf(cbom)).toBe(repository.findings);
  await page.getByRole("dialog").waitFor({ state: "detached" });

  // By its address alone, from wherever.
  await page.goto(
    `${service.url}/findings?${new URLSearchParams({ severity: "low", finding: finding ?? "", of: code })}`,
  );
  await page.getByRole("dialog", { name: "MD5" }).getByText("First seen").waitFor();
  expect(await page.getByRole("link", { name: /^\d+ \w+ 20\d\d/ }).getAttribute("href")).toBe(scan);
  await press("Escape");
  await tabTo(watched, page.getByRole("link", { name: "Skip to the content" }));
  await tabTo(watched, page.getByRole("button", { name: "Sign out" }));
  await press("Enter");
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await page.evaluate("sessionStorage.length")).toBe(0);
  expect(complaints).toEqual([]);
});

test("an address of a finding that is not there says so", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(`${service.url}/findings?${new URLSearchParams({ finding: "no-such", of: repository.url })}`);
  await page.getByLabel(/^Token/).fill(service.tokens.viewer);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByText("has no such finding").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  expect(complaints).toEqual([expect.stringContaining("404")]);
  await page.context().close();
});

function occurrencesOf(cbom: string): number {
  const { components }: { components: { evidence?: { occurrences: unknown[] } }[] } = JSON.parse(cbom);
  return components.reduce((sum, { evidence }) => sum + (evidence?.occurrences.length ?? 0), 0);
}
