/**
 * The two pictures of the README, of a real server with scans of made repositories: `node tests/page/pictures.ts`, after
 * the page has changed so that they no longer look like it.
 */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openBrowser } from "./launch.ts";
import { makeCertificateRepository, makePastRepository } from "./repository.ts";
import { type PageService, startPageService } from "./service.ts";

const FOLDER = fileURLToPath(new URL("../../docs/pictures", import.meta.url));
const LOOK = {
  viewport: { width: 1200, height: 800 },
  colorScheme: "light",
  reducedMotion: "reduce",
  locale: "en-GB",
} as const;
const TEAMS = { ledger: "payments", tokens: "identity", checkout: "payments" } as const;

/** Scans each repository with all its past, and says whose it is. */
async function scanned(service: PageService, past: readonly ReturnType<typeof makePastRepository>[]): Promise<void> {
  for (const repository of past) while (repository.commit()) await service.scan(repository.url);
  const headers = { authorization: `Bearer ${service.tokens.operator}`, "content-type": "application/json" };
  for (const [name, team] of Object.entries(TEAMS)) {
    const target = past.find(({ url }) => url.endsWith(`/${name}`))?.url;
    const body = JSON.stringify({ target, team, tags: [] });
    const said = await fetch(`${service.url}/api/v1/repositories/facts`, { method: "PUT", headers, body });
    if (!said.ok) throw new Error(`what is said of ${name} was not taken: ${said.status}`);
  }
}

const past = Object.keys(TEAMS).map(makePastRepository);
const gateway = await makeCertificateRepository("gateway", 40);
const service = await startPageService([...past, gateway].map(({ folder }) => folder));
const browser = await openBrowser();
try {
  await scanned(service, past);
  await service.scan(gateway.url);
  await mkdir(FOLDER, { recursive: true });
  const page = await (await browser.newContext(LOOK)).newPage();
  await page.goto(service.url);
  await page.getByLabel(/^Token/).fill(service.tokens.viewer);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("path.recharts-area-area").first().waitFor();
  await page.screenshot({ path: `${FOLDER}/overview.png` });
  await page.goto(`${service.url}/findings?quantum=broken&sort=-severity`);
  await page.getByRole("button", { name: "RSA-3072" }).first().waitFor();
  await page.screenshot({ path: `${FOLDER}/findings.png` });
} finally {
  await browser.close();
  await service.stop();
  for (const repository of [...past, gateway]) repository.remove();
}
