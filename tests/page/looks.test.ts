/** Every page in both schemes and at the widths of a phone, a tablet and a desk. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspect, openPage, type Watched } from "./browser.ts";
import { openBrowser } from "./launch.ts";
import { makeCertificateRepository, makePastRepository, type PastRepository } from "./repository.ts";
import { type PageService, startPageService } from "./service.ts";
import { goTo, settled, signIn } from "./visit.ts";

let repository: PastRepository;
let certified: Awaited<ReturnType<typeof makeCertificateRepository>>;
let service: PageService;
let browser: Browser;

beforeAll(async () => {
  repository = makePastRepository("ledger");
  certified = await makeCertificateRepository("gateway", 20);
  service = await startPageService([repository.folder, certified.folder]);
  while (repository.commit()) await service.scan(repository.url);
  await service.scan(certified.url);
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  repository?.remove();
  certified?.remove();
});

/** Nothing but tables and code scrolls sideways. */
async function look({ page }: Watched, name: string): Promise<void> {
  await settled(page);
  await inspect(page, name);
  const wider = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
  expect(wider, `${name} is wider than the window`).toBeLessThanOrEqual(0);
}

const PAGES = [
  "Overview",
  "Findings",
  "Assets",
  "Certificates",
  "Repositories",
  "Plan",
  "Policy",
  "Exceptions",
  "Scans",
  "Workers and queue",
  "Webhooks",
];

test.each([
  ["desk and light", { width: 1440, height: 900 }],
  ["desk and dark", { width: 1440, height: 900, scheme: "dark" }],
  ["tablet", { width: 768, height: 1024 }],
  ["phone", { width: 360, height: 740 }],
  ["phone and dark", { width: 360, height: 740, scheme: "dark" }],
] as const)("every page reads as well: %s", async (name, at) => {
  const watched = await openPage(browser, at);
  const { page, complaints } = watched;
  await page.goto(service.url);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  await look(watched, `${name} sign-in`);
  await signIn(watched, service.tokens.admin);
  await page.locator("path.recharts-area-area").first().waitFor();
  for (const each of PAGES) {
    await goTo(watched, each);
    await page.getByRole("heading", { name: each, level: 1 }).waitFor();
    await look(watched, `${name} ${each.toLowerCase()}`);
  }
  await goTo(watched, "Assets");
  await page.getByRole("link", { name: "RSA-3072" }).click();
  await page.getByRole("heading", { name: "RSA-3072", level: 1 }).waitFor();
  await look(watched, `${name} asset`);
  await goTo(watched, "Scans");
  await page.getByRole("link", { name: "ledger" }).first().click();
  await page.getByRole("button", { name: "RSA-3072" }).waitFor();
  await look(watched, `${name} scan`);
  await page.getByRole("button", { name: "RSA-3072" }).click();
  await page.getByRole("dialog").getByText("First seen").waitFor();
  await look(watched, `${name} finding`);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Download" }).click();
  await look(watched, `${name} downloads`);
  await page.keyboard.press("Escape");
  await goTo(watched, "Repositories");
  await page.getByRole("link", { name: "ledger" }).click();
  await page.locator("path.recharts-area-area").first().waitFor();
  await look(watched, `${name} repository`);
  await goTo(watched, "API");
  await page.locator("summary").first().click();
  await look(watched, `${name} api`);
  expect(complaints).toEqual([]);
  await page.context().close();
});
