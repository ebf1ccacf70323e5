/** What people do on every page. */
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { Watched } from "./browser.ts";

export async function signIn({ page }: Watched, token: string): Promise<void> {
  await page.getByLabel(/^Token/).fill(token);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Everything that was asked for is there. */
export async function settled(page: Watched["page"]): Promise<void> {
  await expect.poll(() => page.locator("[aria-busy=true]").count()).toBe(0);
}

/** By the navigation, which is behind a button where the window is narrow. */
export async function goTo({ page }: Watched, name: string): Promise<void> {
  const toggle = page.getByRole("button", { name: "Pages", exact: true });
  if (await toggle.isVisible()) await toggle.click();
  await page.getByRole("navigation", { name: "Pages", exact: true }).getByRole("link", { name, exact: true }).click();
}

const FARTHEST = 120;

/** Without a mouse: from where focus is on to it. Throws where it cannot be reached so. */
export async function tabTo({ page }: Watched, to: Locator): Promise<void> {
  await to.waitFor({ state: "attached" });
  for (let pressed = 0; pressed < FARTHEST; pressed++) {
    if (await to.evaluate((element) => element.matches(":focus"))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${FARTHEST} times Tab do not lead to ${to}`);
}
