/** Chromium as the runs of the page start it. */
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright-core";
import { locateChromium } from "../servers/chromium.ts";

/** Where pictures of a run are left. */
export const PICTURES = fileURLToPath(new URL("./build", import.meta.url));

/** Nothing but the server under test is ever asked. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--disable-sync",
  "--disable-background-networking",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

export async function openBrowser(): Promise<Browser> {
  const { executable, env } = await locateChromium();
  await mkdir(PICTURES, { recursive: true });
  return chromium.launch({ executablePath: executable, args: FLAGS, env: { ...process.env, ...env } });
}
