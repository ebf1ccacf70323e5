/** What admins do on the page: approve exceptions, and have others told. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspect, openPage } from "./browser.ts";
import { openBrowser } from "./launch.ts";
import { makePastRepository, type PastRepository } from "./repository.ts";
import { type PageService, startPageService } from "./service.ts";
import { goTo, signIn } from "./visit.ts";

let folder: string;
let repository: PastRepository;
let service: PageService;
let browser: Browser;
let receiver: Server;
/** Types of the events that were received, each with its signature. */
const received: { readonly type: string; readonly signature: unknown }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pqc-audit-webhooks-"));
  const key_file = join(folder, "key");
  await writeFile(key_file, "made for tests only".repeat(3));
  receiver = createServer((request, response) => {
    let body = "";
    request.on("data", (piece: Buffer) => {
      body += piece.toString();
    });
    request.on("end", () => {
      received.push({ type: JSON.parse(body).type, signature: request.headers["webhook-signature"] });
      response.writeHead(204).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  repository = makePastRepository("ledger");
  const webhooks = { key_file, allow_http: true, allow_private_addresses: true };
  service = await startPageService([repository.folder], { webhooks });
  while (repository.commit()) await service.scan(repository.url);
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  repository?.remove();
  receiver?.close();
  await rm(folder, { recursive: true, force: true });
});

test("a finding is accepted: asked for by one, refused to be approved by the same, approved by another", async () => {
  const watched = await openPage(browser);
  const { page, complaints } = watched;
  await page.goto(`${service.url}/findings?path=tokens.py`);
  await signIn(watched, service.tokens.operator);
  await page.getByRole("button", { name: "MD5" }).click();
  await page.getByRole("link", { name: "Ask for an exception" }).click();
  await page.getByRole("dialog", { name: "Ask for an exception" }).waitFor();
  expect(await page.getByLabel("Repository").inputValue()).toBe(repository.url);
  await page.getByLabel(/^Reason/).fill("The <b>tokens</b> are no secrets");
  await page.getByLabel(/^Until/).fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await inspect(page, "exception-asked-for");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await page.getByText("The <b>tokens</b> are no secrets").waitFor();
  expect(await page.getByRole("button", { name: "Approve" }).count()).toBe(0);
  await inspect(page, "exceptions");
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn(watched, service.tokens.admin);
  await goTo(watched, "Exceptions");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("approved by Linus").waitFor();
  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByLabel("Why").fill("They are after all");
  await inspect(page, "exception-revoked");
  await page.getByRole("button", { name: "Revoke it" }).click();
  await page.getByText("They are after all").waitFor();
  await goTo(watched, "Policy");
  await page.getByText("binds here").first().waitFor();
  await inspect(page, "policy");
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("somebody is told: added with a secret that is shown once, tested, and told no more", async () => {
  const watched = await openPage(browser);
  const { page, complaints } = watched;
  await page.goto(`${service.url}/webhooks`);
  await signIn(watched, service.tokens.admin);
  await page.getByText("Nobody is told of anything.").waitFor();
  await inspect(page, "webhooks-none");
  await page.getByRole("button", { name: "Add a webhook" }).click();
  await page.getByLabel(/^Name/).fill("<i>tickets</i>");
  await page.getByLabel(/^Address/).fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
  await page.getByLabel(/^Only of these/).fill("no slash");
  await page.getByRole("button", { name: "Add it" }).click();
  await page.getByText("The server did not take it").waitFor();
  await inspect(page, "webhook-refused");
  expect(complaints.splice(0)).toEqual([expect.stringContaining("400")]);
  await page.getByLabel(/^Only of these/).fill("");
  await page.getByRole("button", { name: "Add it" }).click();
  expect(await page.getByLabel("Signing secret").inputValue()).toMatch(/^whsec_.{20,}$/);
  await inspect(page, "webhook-secret");
  await page.getByRole("button", { name: "I have it" }).click();
  await page.getByRole("heading", { name: "<i>tickets</i>" }).waitFor();
  expect(await page.content()).not.toContain("whsec_");
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByRole("cell", { name: "delivered" }).waitFor({ timeout: 30_000 });
  expect(received).toEqual([{ type: "webhook.test", signature: expect.stringMatching(/^v1,/) }]);
  await inspect(page, "webhooks");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("button", { name: "Remove it" }).click();
  await page.getByText("Nobody is told of anything.").waitFor();
  expect(complaints).toEqual([]);
  await page.context().close();
});

test("who is no admin is not offered webhooks, and told so where an address leads there", async () => {
  const watched = await openPage(browser);
  const { page, complaints, requests } = watched;
  await page.goto(`${service.url}/webhooks`);
  await signIn(watched, service.tokens.operator);
  await page.getByText("Only an admin decides").waitFor();
  expect(await page.getByRole("link", { name: "Webhooks" }).count()).toBe(0);
  expect(requests.filter((url) => url.includes("/api/v1/webhooks"))).toEqual([]);
  expect(complaints).toEqual([]);
  await page.context().close();
});
