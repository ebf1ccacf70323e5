/** Signing in at an identity provider, in a browser: to the provider, back with a code, and out again. */
import { CLIENT, startProvider, type TestProvider } from "@pqc-audit/aggregator/http/test-provider.ts";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inspect, openPage, type Watched } from "./browser.ts";
import { openBrowser } from "./launch.ts";
import { type PageService, startPageService } from "./service.ts";

let provider: TestProvider;
let service: PageService;
let browser: Browser;
let shown: Watched;
beforeAll(async () => {
  provider = await startProvider(/^http:\/\/127\.0\.0\.1:\d+\/sign-in\/callback$/);
  Object.assign(provider, { claims: { roles: ["pqc-audit-viewer"] }, accessAudience: "pqc-audit" });
  const { issuer, jwksUrl } = provider;
  service = await startPageService([], {
    oidc: { issuer, audience: "pqc-audit", jwks_url: jwksUrl, client_id: CLIENT },
  });
  browser = await openBrowser();
  shown = await openPage(browser);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await provider?.stop();
});

const button = () => shown.page.getByRole("button", { name: `Continue with ${new URL(provider.issuer).host}` });

test("who continues with the provider comes back signed in to where they were, the code out of the address", async () => {
  const { page, complaints, requests } = shown;
  await page.goto(`${service.url}/scans?page=1`);
  await button().waitFor();
  await inspect(page, "sign-in-provider");
  await button().click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
  const { pathname, search } = new URL(page.url());
  expect(pathname + search).toBe("/scans?page=1");
  expect(await page.evaluate("history.length")).toBeLessThanOrEqual(4);
  // Nobody but the server is talked to; the provider is a place to go to.
  const asked = requests.filter((url) => url.startsWith(provider.issuer)).map((url) => new URL(url).pathname);
  expect(asked).toEqual(["/authorize"]);
  expect(requests.filter((url) => url.includes("/api/") && url.includes("code="))).toEqual([]);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  expect(await page.evaluate("sessionStorage.length")).toBe(0);
  expect(complaints).toEqual([]);
});

test("a refusal is told, and nobody is signed in", async () => {
  const { page } = shown;
  provider.refusal = "access_denied";
  await page.goto(`${service.url}/sign-in`);
  await button().click();
  await page.getByText("The identity provider answers access_denied.").waitFor();
  await inspect(page, "sign-in-provider-refused");
  expect(new URL(page.url()).search).toBe("");
  await page.getByRole("link", { name: "Back to the sign-in" }).click();
  await button().waitFor();
  provider.refusal = undefined;
});

test("people without a role here are told so", async () => {
  const { page, complaints } = shown;
  provider.claims = { roles: ["somebody"] };
  await button().click();
  await page.getByText("nothing in the claim roles of this token is a role here").waitFor();
  // The browser itself notes the answer.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("403")]);
  expect(await page.evaluate("sessionStorage.length")).toBe(0);
});
