/** A browser that notes everything a page must not do, and can say whether what it shows is accessible. */
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { PICTURES } from "./launch.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export interface Watched {
  readonly page: Page;
  /** What the page said on its console as a warning or an error, and what it threw. */
  readonly complaints: string[];
  /** Every address that was asked for. */
  readonly requests: string[];
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: "light" | "dark";
}

export async function openPage(browser: Browser, look: Look = {}): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: look.width ?? 1280, height: look.height ?? 860 },
    colorScheme: look.scheme ?? "light",
    reducedMotion: "reduce",
    locale: "en-GB",
  });
  // Into each page before its own scripts: its policy would refuse the script later.
  await context.addInitScript({ path: AXE });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  return { page, complaints, requests };
}

/** Holds what is shown against WCAG 2.2 A and AA and axe's own best practices, and takes a picture of it. */
export async function inspect(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${PICTURES}/${name.replaceAll(" ", "-")}.png`, fullPage: true });
  const { violations } = await page.evaluate<AxeResults>("axe.run(document)");
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(" | ")}`);
  expect(told).toEqual([]);
}
