/**
 * How long people wait for the dashboard: headless Chromium against an aggregator over 1,000,000 findings in 2,000
 * repositories, and over 1,000 in 20. Nothing comes out of the browser's cache; the server has been asked once before.
 */
import { fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "@pqc-audit/dashboard/build.ts";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../page/launch.ts";
import { median } from "./measure.ts";
import { type Organisation, seed, settle, storeOf } from "./organisation-seed.ts";
import { absent, against, heading, note, seconds, table } from "./report.ts";
import { openAggregator } from "./store.ts";

const LARGE: Organisation = { findings: 1_000_000, repositories: 2_000 };
const SMALL: Organisation = { findings: 1_000, repositories: 20 };
const LOADS = 7;
const TARGET_SECONDS = 1.5;
/** Nobody waits longer. */
const LONGEST_MS = 30_000;
const DIST = fileURLToPath(new URL("../../services/dashboard/dist", import.meta.url));
const SERVER = new URL("./page-server.ts", import.meta.url);

/** What is opened by its address, and what of it is drawn last. */
const PAGES = [
  { name: "overview", address: "/", drawn: "main .recharts-surface" },
  { name: "findings", address: "/findings", drawn: "main table tr" },
  { name: "findings of one severity", address: "/findings?severity=critical", drawn: "main table tr" },
  { name: "inventory", address: "/inventory", drawn: "main h1" },
  { name: "repositories", address: "/repositories", drawn: "main table tr" },
  { name: "plan", address: "/plan", drawn: "main h1" },
  { name: "certificates", address: "/certificates", drawn: "main h1" },
] as const;

export async function page(): Promise<void> {
  heading(`pages of the dashboard, medians of ${LOADS} loads`);
  const browser = await openBrowser().catch((error: unknown) => messageOf(error));
  if (typeof browser === "string") {
    absent("Chromium", browser);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "bench-page-"));
  try {
    await buildPage(DIST);
    const kept = process.env.BENCH_ORGANISATION;
    const large = await waits(browser, folder, kept ?? (await filled(folder, LARGE)));
    const small = await waits(browser, folder, await filled(folder, SMALL));
    const rows = [["", "large", "slowest", "small", "large to small"]];
    for (const [index, { name }] of PAGES.entries()) {
      const [slow, fast] = [large[index] ?? [], small[index] ?? []];
      const ratio = (median(slow) / median(fast)).toFixed(2);
      rows.push([name, seconds(median(slow)), seconds(Math.max(...slow)), seconds(median(fast)), `x ${ratio}`]);
    }
    table(rows);
    const overview = median(large[0] ?? []);
    const target = `the overview is there, and idle, within ${TARGET_SECONDS} s`;
    against("target", target, seconds(overview), overview <= TARGET_SECONDS);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A database of its own with that organisation in it. */
async function filled(folder: string, organisation: Organisation): Promise<string> {
  const file = join(folder, `${organisation.findings}.db`);
  const aggregator = await openAggregator(storeOf(file));
  try {
    await seed(aggregator, organisation);
    await settle(aggregator);
  } finally {
    await aggregator.stop();
  }
  return file;
}

/** Seconds of each load of each page, in their order. */
async function waits(browser: Browser, folder: string, place: string): Promise<readonly (readonly number[])[]> {
  const token = randomUUID();
  const tokensFile = join(folder, "tokens");
  writeFileSync(tokensFile, `${token} role=viewer\n`);
  const server = fork(SERVER, [place, tokensFile]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
  try {
    const ended = once(server, "exit").then(([code]) => {
      throw new Error(`the server ended with ${code}`);
    });
    // Once it has said its address its end is no fault.
    ended.catch(() => {});
    const [url] = (await Promise.race([once(server, "message"), ended])) as [string];
    const tab = await context.newPage();
    tab.setDefaultTimeout(60_000);
    const session = await context.newCDPSession(tab);
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
    await tab.goto(url);
    await tab.getByLabel(/^Token/).fill(token);
    await tab.getByRole("button", { name: "Sign in" }).click();
    const first = await interactive(tab, PAGES[0].drawn);
    note(`${place}: the overview was there ${seconds(first)} after the sign-in page was asked for`);
    const all: number[][] = PAGES.map(() => []);
    for (let load = 0; load <= LOADS; load++) {
      for (const [index, { address, drawn }] of PAGES.entries()) {
        await tab.goto(`${url}${address}`, { waitUntil: "commit" });
        const wait = await interactive(tab, drawn);
        // What is asked of a server for the first time is the bench `organisation`'s.
        if (load > 0) all[index]?.push(wait);
      }
    }
    return all;
  } finally {
    await context.close();
    if (server.connected) {
      const gone = once(server, "exit");
      server.disconnect();
      await gone;
    }
  }
}

/** Seconds from the navigation until everything is drawn, nothing more is awaited, and the page has time for who uses it. */
async function interactive(tab: Page, drawn: string): Promise<number> {
  const ms = await tab.evaluate<number>(`new Promise((resolve, reject) => {
    const look = () => {
      if (performance.now() > ${LONGEST_MS}) return reject(new Error("nothing was drawn on " + location.pathname));
      const there = document.querySelector(${JSON.stringify(drawn)}) && !document.querySelector("[aria-busy=true]");
      if (there) requestIdleCallback(() => resolve(performance.now()));
      else requestAnimationFrame(look);
    };
    look();
  })`);
  return ms / 1_000;
}
