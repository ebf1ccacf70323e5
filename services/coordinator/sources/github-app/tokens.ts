/**
 * Tokens of GitHub Apps that this process holds: each is asked for once however many repositories want it, kept in memory
 * only, and renewed while a tenth of its life is left: a request that has begun is answered, whenever the token ends.
 */

import { backoffDelay, delay } from "@pqc-audit/platform/backoff.ts";
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { GitHubApp } from "./app.ts";

export type TokenOfApp = { readonly token: string } | { readonly token: undefined; readonly why: string };

interface Held {
  readonly answer: Promise<TokenOfApp>;
  /** `performance.now()`: clocks that are set do not matter. */
  until: number;
}

/** Installations of one process, and owners where it is installed nowhere. */
const MOST = 10_000;
const USED = 0.9;
/** GitHub's hour; whatever says more is asked again then. */
const LONGEST_MS = 3_600_000;
/** Where the app is not installed it may be in a minute. */
const NOT_THERE_MS = 60_000;
const ATTEMPTS = 4;

const held = new Map<string, Held>();

/** For the installation at `owner`, or the one that the app's file names. Failures as of `mintToken`. */
export function tokenOfApp(app: GitHubApp, owner: string | undefined, ca?: Buffer): Promise<TokenOfApp> {
  const where = app.installation ?? owner?.toLowerCase();
  if (where === undefined) {
    return Promise.resolve({
      token: undefined,
      why: "the URL names no owner at whom the GitHub App could be installed",
    });
  }
  const name = JSON.stringify([app.api, app.id, app.keyDigest, app.installation === undefined, where]);
  const known = held.get(name);
  if (known && performance.now() < known.until) return known.answer;
  if (held.size >= MOST) held.clear();
  const fresh: Held = {
    answer: obtained(app, where, ca, (ms) => (fresh.until = performance.now() + ms)),
    until: Number.POSITIVE_INFINITY,
  };
  held.set(name, fresh);
  fresh.answer.catch(() => held.get(name) === fresh && held.delete(name));
  return fresh.answer;
}

async function obtained(
  app: GitHubApp,
  where: string,
  ca: Buffer | undefined,
  keepFor: (ms: number) => void,
): Promise<TokenOfApp> {
  const { installationOf, mintToken } = await import("./installation.ts");
  return patiently(async () => {
    const installation = app.installation ?? (await installationOf(app, where, ca));
    if (installation === undefined) {
      keepFor(NOT_THERE_MS);
      return { token: undefined, why: `the GitHub App ${app.id} is not installed at ${where}` };
    }
    const { token, lifeMs } = await mintToken(app, installation, ca);
    if (lifeMs <= 0) throw new TerminalError(`${new URL(app.api).origin} gives out tokens that have expired.`);
    keepFor(Math.min(lifeMs, LONGEST_MS) * USED);
    return { token };
  });
}

/** A service that is away for a moment is asked again; one that asks to wait is not waited for here. */
async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RetryableError) || error.retryAfterMs !== undefined || ++failures >= ATTEMPTS) throw error;
      await delay(backoffDelay(failures - 1));
    }
  }
}
