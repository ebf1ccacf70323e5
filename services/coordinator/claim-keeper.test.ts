import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import type { ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { expect, test } from "vitest";
import { ClaimKeeper } from "./claim-keeper.ts";
import { eventually } from "./ledger.fixture.ts";

const claim: ScanClaim = {
  scanId: "s1",
  epoch: 7,
  target: "https://git.example.org/a",
  options: { include: [], exclude: [], maxFileSizeBytes: 1, chunkSize: 1 },
  engineDigest: "e1",
};

interface Answers {
  readonly renew?: () => Promise<boolean>;
  readonly release?: () => Promise<void>;
}

/** A keeper over a ledger that answers so, what it was asked, and what was logged. */
function kept({ renew = async () => true, release = async () => {} }: Answers = {}) {
  const asked: string[] = [];
  const warned: string[] = [];
  const stop = new AbortController();
  const noted = (call: string, given: ScanClaim) => asked.push(`${call} ${given.scanId} ${given.epoch}`);
  const ledger = {
    renewClaim(given: ScanClaim) {
      noted("renew", given);
      return renew();
    },
    releaseClaim(given: ScanClaim) {
      noted("release", given);
      return release();
    },
  };
  const logger = { ...silentLogger, warn: (message: string) => void warned.push(message) };
  const keeper = new ClaimKeeper(ledger, claim, { renewMs: 5, stop: stop.signal, logger });
  return { keeper, asked, warned, stop };
}

test("a claim is renewed until planning is done, and then no more", async () => {
  const { keeper, asked } = kept();
  await eventually(() => asked.length >= 3);
  await keeper.close();
  const renewals = asked.length;
  await new Promise((resolve) => setTimeout(resolve, 25));
  expect(asked).toEqual(Array.from({ length: renewals }, () => "renew s1 7"));
  expect([keeper.lost, keeper.signal.aborted]).toEqual([false, false]);
});

test("an answer that comes once the plan is at its end is no loss, whatever it says", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<boolean>();
  const renew = () => {
    asked.resolve();
    return answer.promise;
  };
  const { keeper } = kept({ renew });
  await asked.promise;
  const closed = keeper.close();
  answer.resolve(false);
  await closed;
  expect([keeper.lost, keeper.signal.aborted]).toEqual([false, false]);
});

const refuse = (): Promise<never> => Promise.reject(new TerminalError("no such scan"));

test.each<[string, () => Promise<boolean>]>([
  ["is another's", async () => false],
  ["is refused", refuse],
])("planning ends when the claim %s", async (_, renew) => {
  const { keeper } = kept({ renew });
  await eventually(() => keeper.signal.aborted);
  expect(keeper.lost).toBe(true);
  await keeper.close();
});

test("a ledger that is away takes no claim away", async () => {
  let renewals = 0;
  const { keeper, warned } = kept({
    async renew(): Promise<boolean> {
      if (++renewals < 3) throw new RetryableError("away");
      return true;
    },
  });
  await eventually(() => renewals >= 4);
  await keeper.close();
  expect([keeper.lost, warned.length]).toEqual([false, 2]);
});

test("told to stop, planning ends, the claim is not lost, and it is given back once nothing is renewed any more", async () => {
  const { keeper, asked, stop } = kept();
  stop.abort();
  expect([keeper.signal.aborted, keeper.lost]).toEqual([true, false]);
  await keeper.close();
  await keeper.giveBack();
  expect(asked.filter((each) => each.startsWith("release"))).toEqual(["release s1 7"]);
  expect(asked.at(-1)).toBe("release s1 7");
});

test("a ledger that refuses to take it back, or does not answer, holds nobody up", async () => {
  const refused = kept({ release: refuse });
  await refused.keeper.close();
  await refused.keeper.giveBack();
  expect(refused.warned).toEqual(["the claim could not be given back; it runs out by itself"]);
  const silent = kept({ release: () => new Promise(() => {}) });
  await silent.keeper.close();
  const asked = performance.now();
  await silent.keeper.giveBack();
  expect(performance.now() - asked).toBeLessThan(10_000);
});
