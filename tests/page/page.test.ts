import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inspect, openPage, type Watched } from "./browser.ts";
import { openBrowser } from "./launch.ts";
import { HOSTILE_PATH, makeCertificateRepository, makePastRepository, type PastRepository } from "./repository.ts";
import { type PageService, startPageService } from "./service.ts";
import { goTo, signIn } from "./visit.ts";

let repository: PastRepository;
let certified: Awaited<ReturnType<typeof makeCertificateRepository>>;
let service: PageService;
let browser: Browser;
let shown: Watched;

beforeAll(async () => {
  repository = makePastRepository("ledger");
  certified = await makeCertificateRepository("gateway", 20);
  service = await startPageService([repository.folder, certified.folder]);
  browser = await openBrowser();
  shown = await openPage(browser);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  repository?.remove();
  certified?.remove();
});

const addressOf = () => new URL(shown.page.url());

describe("a visit", () => {
  test("nobody sees anything before signing in, and a token that nobody has is refused", async () => {
    const { page, complaints, requests } = shown;
    await page.goto(`${service.url}/scans?page=1`);
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(requests.filter((url) => url.includes("/api/"))).toEqual([]);
    await inspect(page, "sign-in");
    await signIn(shown, "nobody-has-this-token");
    await page.getByText("The server knows no such token.").waitFor();
    await inspect(page, "sign-in-refused");
    // The browser itself notes the answer; the page has nothing to say.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("401")]);
  });

  test("signed in, one is where one wanted to be, and the list is empty", async () => {
    const { page } = shown;
    await signIn(shown, service.tokens.operator);
    await page.getByText("Nothing was scanned yet.").waitFor();
    expect(addressOf().pathname).toBe("/scans");
    expect(await page.title()).toBe("Scans · pqc-audit");
    await page.getByText("Ada, operator").waitFor();
    await inspect(page, "scans-empty");
  });

  test("what the server refuses is said in its own words", async () => {
    const { page, complaints } = shown;
    await page.getByRole("button", { name: "Scan a repository" }).click();
    await page.getByLabel(/^Repository/).fill("https://somebody:secret@git.example/team/service.git");
    await page.getByRole("button", { name: "Scan", exact: true }).click();
    await page.getByRole("alert").waitFor();
    await inspect(page, "submit-refused");
    expect(complaints.splice(0)).toEqual([expect.stringContaining("400")]);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });

  test("a scan is submitted, watched while it runs, and cancelled", async () => {
    const { page, requests } = shown;
    await page.getByRole("button", { name: "Scan a repository" }).click();
    await page.getByLabel(/^Repository/).fill(service.silentRepository);
    await inspect(page, "submit");
    await page.getByRole("button", { name: "Scan", exact: true }).click();
    await page.getByRole("heading", { name: "Progress" }).waitFor();
    await page.getByText("planning").waitFor();
    await expect.poll(() => requests.some((url) => url.endsWith("/events"))).toBe(true);
    await inspect(page, "progress");
    await page.getByRole("button", { name: "Cancel the scan" }).click();
    await page.getByRole("heading", { name: "Cancel this scan?" }).waitFor();
    await inspect(page, "cancel");
    await page.getByRole("button", { name: "Cancel it" }).click();
    await page.getByText("The scan was cancelled, and has no findings.").waitFor();
    await inspect(page, "cancelled");
  });

  test("another ends by itself while it is looked at", async () => {
    while (repository.commit()) await service.scan(repository.url);
    const { page } = shown;
    await goTo(shown, "Scans");
    await page.getByRole("button", { name: "Scan a repository" }).click();
    await page.getByLabel(/^Repository/).fill(repository.url);
    await page.getByRole("button", { name: "Scan", exact: true }).click();
    await page.getByRole("heading", { name: "ledger" }).waitFor();
    await page.getByText("completed").waitFor({ timeout: 30_000 });
    await page.getByText("8 findings").waitFor();
    await inspect(page, "scan");
    await page.getByRole("tab", { name: "Units" }).click();
    await page
      .getByRole("region", { name: "Table of units", exact: true })
      .or(page.getByText("Nothing had to be scanned"))
      .waitFor();
    await inspect(page, "units");
    await goTo(shown, "Scans");
    await page.getByRole("link", { name: "ledger" }).nth(1).click();
    await page.getByRole("tab", { name: "Fixed" }).click();
    await page.getByText("src/legacy.py").waitFor();
    await page.getByText("the code has changed").waitFor();
    await inspect(page, "fixed");
    await page.getByRole("tab", { name: "Findings" }).click();
    await page.getByText("8 findings").waitFor();
  });

  test("findings are filtered, and the address says how", async () => {
    const { page } = shown;
    await page.locator("label").filter({ hasText: "medium" }).click();
    await page.getByLabel("Path").fill("*.py");
    await page.waitForURL(/path=/);
    await page.getByText("2 findings").waitFor();
    expect(addressOf().search).toBe("?severity=medium&path=*.py");
    await page.getByRole("button", { name: "More filters" }).click();
    await page.getByLabel("Deadlines").selectOption("60");
    await page.waitForURL(/lead=60/);
    await inspect(page, "filters");
    await page.getByRole("button", { name: "Fewer filters" }).click();
    await inspect(page, "filtered");
    await page.goBack();
    await page.goBack();
    await page.waitForURL(/severity=medium$/);
    expect(await page.getByLabel("Path").inputValue()).toBe("");
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByText("8 findings").waitFor();
    expect(addressOf().search).toBe("");
  });

  test("a finding opens and closes by keyboard alone, and is where it was after a reload", async () => {
    const { page } = shown;
    const opener = page.getByRole("button", { name: "RSA-3072" });
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "RSA-3072" }).waitFor();
    await page.getByRole("dialog").getByText("key_size=3072").waitFor();
    await inspect(page, "finding");
    expect(addressOf().searchParams.get("finding")).toMatch(/.{8,}/);
    await page.reload();
    await page.getByRole("dialog", { name: "RSA-3072" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(() => opener.evaluate((element) => element.matches(":focus"))).toBe(true);
  });

  test("a result is downloaded in the form of other tools", async () => {
    const { page, complaints } = shown;
    await page.getByRole("button", { name: "Download" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "SARIF" }).waitFor();
    await inspect(page, "downloads");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "SARIF" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^ledger-.+\.sarif$/);
    const sarif: unknown = JSON.parse(await readFile(await download.path(), "utf8"));
    expect(sarif).toMatchObject({ version: "2.1.0", runs: [{ results: { length: 8 } }] });
    await page.getByRole("button", { name: "Download" }).click();
    const [bom] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "CBOM for inventories" }).click(),
    ]);
    const cbom: unknown = JSON.parse(await readFile(await bom.path(), "utf8"));
    expect(cbom).toMatchObject({ bomFormat: "CycloneDX", specVersion: "1.7" });
    expect(JSON.stringify(cbom)).toContain("RSA-3072");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(complaints).toEqual([]);
  });

  test("a repository shows when each use came and went", async () => {
    const { page, complaints } = shown;
    await goTo(shown, "Repositories");
    await page.getByRole("link", { name: "ledger" }).waitFor();
    await inspect(page, "repositories");
    await page.getByLabel("Search repositories").fill("nothing like this");
    await page.getByText("No repository has a name like this.").waitFor();
    await page.getByLabel("Search repositories").fill("LEDG");
    await page.waitForURL(/search=LEDG/);
    await page.getByRole("link", { name: "ledger" }).click();
    await page.getByRole("heading", { name: "Open uses over time" }).waitFor();
    await page.getByRole("heading", { name: "Weak or broken today" }).waitFor();
    // One area for each family of each chart.
    await page.locator("path.recharts-area-area").first().waitFor();
    const families = await page.locator("figure:has(path.recharts-area-area) figcaption li").allTextContents();
    expect(await page.locator("path.recharts-area-area").count()).toBe(families.length);
    expect(families.map((text) => text.trim())).toEqual(expect.arrayContaining(["RSA 3", "MD5 2", "3DES 0"]));
    await page.getByText("Findings that came and went, scan by scan").waitFor();
    expect(await page.locator("path.recharts-rectangle").count()).toBeGreaterThan(0);
    await inspect(page, "repository");
    await page.getByRole("button", { name: "Change" }).click();
    await page.getByRole("combobox", { name: "Team" }).fill("payments");
    await page.getByRole("combobox", { name: "Tags" }).fill("pci,");
    await page.getByLabel(/^Years/).fill("12");
    await page.getByRole("combobox", { name: "Criticality" }).selectOption("high");
    await inspect(page, "repository-facts");
    await page.getByRole("button", { name: "Keep it" }).click();
    await page.getByText("for 12 years").waitFor();
    await page.getByLabel("State").selectOption("closed");
    await page.waitForURL(/state=closed/);
    await page.getByText("3 uses", { exact: true }).waitFor();
    await page.getByRole("cell", { name: /^3DES/ }).waitFor();
    await page.getByText("src/legacy.py").waitFor();
    expect(await page.getByRole("cell", { name: "still there" }).count()).toBe(0);
    await inspect(page, "repository-gone");
    await page.getByLabel("Family").selectOption("SHA-1");
    await page.getByText("1 use", { exact: true }).waitFor();
    await page.reload();
    await page.getByText("1 use", { exact: true }).waitFor();
    await page.getByText("src/sum.go").waitFor();
    await page.goto(`${service.url}/repository?target=https://git.example/never`);
    await page.getByRole("heading", { name: "Nothing is known of this repository" }).waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
    await page.goBack();
    await page.getByText("1 use", { exact: true }).waitFor();
    await goTo(shown, "Scans");
    await page.getByRole("link", { name: "ledger" }).first().click();
  });

  test("markup in a path and in code is text", async () => {
    const { page } = shown;
    await page.getByText(HOSTILE_PATH).waitFor();
    await page.getByText("</code><script>").first().waitFor();
    await page.getByRole("row").filter({ hasText: HOSTILE_PATH }).getByRole("button").click();
    await page.getByRole("dialog").getByText(HOSTILE_PATH).waitFor();
    expect(await page.title()).toBe("ledger · pqc-audit");
    expect(await page.locator("main img, main script").count()).toBe(0);
    await page.keyboard.press("Escape");
  });

  test("files with errors, unknown scans and unknown pages are said to be so", async () => {
    const { page, complaints } = shown;
    await page.getByRole("tab", { name: "Files with errors" }).click();
    await page.getByText("Every file could be read.").waitFor();
    await inspect(page, "files-with-errors");
    expect(complaints).toEqual([]);
    await page.goto(`${service.url}/scans/there-is-none`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
    await page.goto(`${service.url}/nothing/here`);
    await page.getByRole("heading", { name: "There is no such page" }).waitFor();
    await inspect(page, "not-found");
  });

  test("signed out, nothing is left, and going back shows nothing", async () => {
    const { page, complaints, requests } = shown;
    await goTo(shown, "Scans");
    await page.getByRole("region", { name: "Table of scans", exact: true }).waitFor();
    await inspect(page, "scans");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    await page.goBack();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    expect(complaints).toEqual([]);
    const { operator } = service.tokens;
    expect(requests.filter((url) => url.includes(operator) || !url.startsWith(service.url))).toEqual([]);
  });
});

test("an organisation is seen at a glance, and each number leads to its findings", async () => {
  const { page, complaints } = await openPage(browser);
  const watched = { page, complaints, requests: [] };
  await page.goto(service.url);
  await signIn(watched, service.tokens.operator);
  await page.getByRole("heading", { name: "Overview" }).waitFor();
  await page.locator("path.recharts-area-area").first().waitFor();
  await page.getByText("The same in numbers").first().click();
  await inspect(page, "overview");
  await page.getByRole("link", { name: "Broken by a quantum computer" }).click();
  await page.waitForURL(/\/findings\?quantum=broken/);
  await page.getByText("5 findings").waitFor();
  await page.getByRole("button", { name: "More filters" }).click();
  await page.getByRole("combobox", { name: "Family" }).fill("RSA");
  await page.keyboard.press("Enter");
  await page.waitForURL(/family=RSA/);
  await page.getByText("3 findings").waitFor();
  await inspect(page, "findings-filters");
  await page.getByRole("button", { name: "Fewer filters" }).click();
  await page.getByRole("button", { name: "Without Family: RSA" }).click();
  await page.getByText("5 findings").waitFor();
  await inspect(page, "findings");
  await page.getByLabel("Order").selectOption("-severity");
  await page.waitForURL(/sort=-severity/);
  await page.getByRole("button", { name: "RSA-3072" }).click();
  await page.getByRole("dialog", { name: "RSA-3072" }).waitFor();
  const opened = page.url();
  await page.getByRole("button", { name: "Previous finding" }).click();
  await page.waitForURL((url) => url.href !== opened);
  await page.getByRole("button", { name: "Next finding" }).click();
  await page.getByRole("dialog", { name: "RSA-3072" }).waitFor();
  await inspect(page, "findings-finding");
  await page.keyboard.press("Escape");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("an asset leads to its repositories, and these to its findings", async () => {
  const watched = await openPage(browser);
  const { page, complaints } = watched;
  await page.goto(`${service.url}/inventory?family=RSA`);
  await signIn(watched, service.tokens.viewer);
  await page.getByText("3 assets").waitFor();
  await inspect(page, "assets");
  await page.getByRole("link", { name: "RSA-2048" }).click();
  await page.getByRole("heading", { name: "RSA-2048" }).waitFor();
  await page.getByText("1 repository").waitFor();
  await inspect(page, "asset");
  await page.getByRole("link", { name: "Its findings" }).click();
  await page.getByText("tests/test_keys.py").waitFor();
  await page.getByText("1 finding", { exact: true }).waitFor();
  await inspect(page, "asset-findings");
  await goTo(watched, "Certificates");
  await page.getByText("Nothing that expires was found.").waitFor();
  await inspect(page, "certificates-none");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("a plan says what to do first, and what would be left", async () => {
  const watched = await openPage(browser);
  const { page, complaints } = watched;
  await page.goto(`${service.url}/plan`);
  await signIn(watched, service.tokens.viewer);
  await page.getByText("What to do").first().click();
  await page.getByRole("heading", { name: "Burn-down" }).waitFor();
  await page.getByRole("heading", { name: "Forecast" }).waitFor();
  await page.locator("path.recharts-line-curve").first().waitFor();
  await inspect(page, "plan");
  await page.getByRole("combobox", { name: "What if these move?" }).fill(repository.url);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "What if these move" }).waitFor();
  await page.getByRole("row", { name: /^Findings \d+ 0$/ }).waitFor();
  await inspect(page, "plan-what-if");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("what waits, who works and what was not scanned are told live", async () => {
  const watched = await openPage(browser);
  const { page, complaints } = watched;
  await page.goto(`${service.url}/queue`);
  await signIn(watched, service.tokens.viewer);
  await page.getByText("Shown live").waitFor();
  await page.getByText("Nothing waits.").waitFor();
  await inspect(page, "queue");
  await page.getByRole("tab", { name: "Workers" }).click();
  await page.getByRole("region", { name: "Table of workers", exact: true }).waitFor();
  await inspect(page, "workers");
  await page.getByRole("tab", { name: "Not scanned" }).click();
  await page.getByText("Every file of every repository could be scanned.").waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("what expires is told, the next one first", async () => {
  await service.scan(certified.url);
  const watched = await openPage(browser);
  const { page, complaints } = watched;
  await page.goto(`${service.url}/certificates`);
  await signIn(watched, service.tokens.viewer);
  await page.locator(".recharts-bar-rectangle path").first().waitFor();
  await page.getByText("The same in numbers").click();
  await page.getByRole("row", { name: "30 days 2" }).waitFor();
  await inspect(page, "certificates");
  await page.getByRole("button", { name: "RSA-2048" }).click();
  await page.getByRole("dialog").getByText("gateway.pem:1").waitFor();
  await page.keyboard.press("Escape");
  await page.getByLabel("Expires before").fill("2026-01-01");
  await page.waitForURL(/expires=2026-01-01/);
  await page.getByText("Nothing fits these filters.").waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("who may only look is offered nothing else", async () => {
  const { page, complaints } = await openPage(browser);
  await page.goto(service.url);
  const watched = { page, complaints, requests: [] };
  await signIn(watched, service.tokens.viewer);
  await page.getByText("Grace, viewer").waitFor();
  await goTo(watched, "Scans");
  await page.getByRole("region", { name: "Table of scans", exact: true }).waitFor();
  expect(await page.getByRole("button", { name: "Scan a repository" }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await page.context().close();
});
