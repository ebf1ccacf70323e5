/**
 * Random sequences of everything that can happen to scans, units, messages, workers and coordinators, against the real
 * ledger on SQLite. `PQC_AUDIT_MODEL_RUNS` says how many; a failure prints its seed, path and shrunk sequence.
 */
import { moveUnits } from "@pqc-audit/aggregator/ledger/transitions.ts";
import type { Ledger } from "@pqc-audit/platform/ports/ledger.ts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, memoryHarness } from "./aggregator-harness.ts";
import { checkInvariants } from "./ledger-invariants.ts";
import { isSecond, ONE, OTHER } from "./ledger-repositories.ts";
import { type Circumstances, type Mutation, World } from "./ledger-world.ts";
import { blob } from "./plan-fixtures.ts";

const RUNS = Number(process.env.PQC_AUDIT_MODEL_RUNS ?? "300");
const SEED = Number(process.env.PQC_AUDIT_MODEL_SEED ?? "20260101");
const MINUTES = 60_000;

let harness: Harness;
beforeAll(async () => {
  harness = await memoryHarness();
});
afterAll(() => harness?.stop());

/** What a few hundred sequences come across. */
const REACHED = [
  ...[
    "cancelled",
    "committed",
    "completed",
    "continued",
    "cut",
    "declarations that differ",
    "duplicate",
    "incomplete",
    "lost",
  ],
  ...[
    "one declaration of two repositories",
    "quarantined",
    "repeated",
    "retried",
    "second pass",
    "second pass quarantined",
  ],
  ...["split", "started over", "taken over"],
];

class Step implements fc.AsyncCommand<World, World> {
  readonly name: string;
  readonly pick: number;

  constructor(name: string, pick: number) {
    this.name = name;
    this.pick = pick;
  }

  check(world: Readonly<World>): boolean {
    return world.steps[this.name]?.can() ?? false;
  }

  async run(world: World): Promise<void> {
    await world.steps[this.name]?.run(this.pick);
  }

  toString(): string {
    return `${this.name}(${this.pick})`;
  }
}

/** How often each step is proposed: the road forward more often than what goes wrong on it. */
const WEIGHTS: Readonly<Record<string, number>> = {
  submit: 4,
  cancel: 3,
  claim: 4,
  repeat: 2,
  differ: 2,
  cut: 3,
  look: 4,
  storePack: 4,
  append: 4,
  planPage: 5,
  coordinatorDies: 1,
  coordinatorStops: 1,
  upgrade: 1,
  publish: 6,
  noteLate: 1,
  deliver: 8,
  commit: 6,
  acknowledge: 5,
  giveBack: 1,
  fail: 1,
  workerDies: 2,
  queueLoses: 1,
  reconcile: 2,
  finish: 2,
  clean: 1,
  lookForPacks: 1,
  deletePacks: 1,
  timePasses: 1,
  restart: 1,
};

async function emptied(): Promise<Harness> {
  const { db } = harness.context.store;
  const tables =
    "scan scan_requester plan_page pack unit unit_start unit_blob blob_wait occurrence blob_result fact finding";
  const more = "scan_range scan_policy finding_verdict finding_count scan_error lease";
  for (const table of `${tables} ${more}`.split(" ")) await db.deleteFrom(table as "scan").execute();
  // Whoever notes once in a while that it is there does so anew.
  harness.advance(harness.context.settings.claimTtlMs);
  Object.assign(harness.counted, { duplicates: 0, divergent: 0 });
  harness.counted.joining.length = 0;
  return harness;
}

const steps = fc.commands(
  Object.entries(WEIGHTS).flatMap(([name, weight]) =>
    Array.from({ length: weight }, () => fc.nat({ max: 11 }).map((pick) => new Step(name, pick))),
  ),
  { maxCommands: 120, size: "max" },
);

const CIRCUMSTANCES: readonly Circumstances[] = [
  {},
  { upgrades: true },
  {},
  { poison: blob("a") },
  { poison: blob("d"), upgrades: true },
  { poison: { ...blob("c"), kind: `python@${ONE}` } },
  { poison: { ...blob("a"), kind: `python@${OTHER}` } },
];

function property(mutation: Mutation = {}, reached = new Map<string, number>()) {
  return fc.asyncProperty(steps, fc.constantFrom(...CIRCUMSTANCES), async (commands, circumstances) => {
    const world = new World(await emptied(), circumstances, mutation);
    await fc.asyncModelRun(() => ({ model: world, real: world }), commands);
    await world.drain();
    for (const what of await checkInvariants(world)) reached.set(what, (reached.get(what) ?? 0) + 1);
  });
}

test(
  `${RUNS} sequences end with every invariant`,
  async () => {
    expect(new Set(Object.keys(WEIGHTS))).toEqual(new Set(Object.keys(new World(harness).steps)));
    const reached = new Map<string, number>();
    await fc.assert(property({}, reached), { numRuns: RUNS, seed: SEED });
    console.info(`sequences that came across: ${JSON.stringify(Object.fromEntries([...reached].sort()))}`);
    // A model in which nothing happens proves nothing either; a few sequences need not see everything.
    if (RUNS >= 300) expect([...reached.keys()].toSorted()).toEqual(REACHED);
  },
  120 * MINUTES,
);

/** Broken on purpose: a model that does not notice proves nothing. */
const MUTANTS: Readonly<Record<string, Mutation>> = {
  "a message is taken out of the queue before its result is committed": { ackBeforeCommit: true },
  "a scan can complete before its plan is sealed": {
    ledger: (ledger: Ledger): Ledger => {
      let present = 0;
      return {
        ...ledger,
        async appendPage(claim, page) {
          await ledger.appendPage(claim, page);
          present = (page.page === 0 ? 1 : present) + page.occurrences.length;
          await ledger.sealPlan(claim, { pages: page.page + 1, present }).catch(() => undefined);
        },
      };
    },
  },
  "second passes are left out of the plan": {
    ledger: (ledger) => ({
      ...ledger,
      appendPage: (claim, page) =>
        ledger.appendPage(claim, {
          ...page,
          units: page.units.filter((unit) => !unit.blobs.some(isSecond)),
          occurrences: page.occurrences.map(({ secondKind: _, ...once }) => once),
        }),
    }),
  },
  "a scan completes while its second passes are outstanding": {
    sink: (sink, { context }) => ({
      ...sink,
      async submit(result) {
        await context.store.write(async (transaction) => {
          const second = await transaction
            .selectFrom("unit_blob")
            .select("unit_id")
            .distinct()
            .where("kind", "like", "%@%")
            .execute();
          const ids = second.map((row) => row.unit_id).filter((unitId) => unitId !== result.unitId);
          await moveUnits(transaction, { ids }, "cancelled");
        });
        return sink.submit(result);
      },
    }),
  },
  "who goes on with a plan does not ask what it was made for": {
    ledger: (ledger) => ({
      ...ledger,
      async claimScan(coordinatorId, engineDigest, ranges) {
        const claim = await ledger.claimScan(coordinatorId, engineDigest, ranges);
        if (claim?.resume === undefined) return claim;
        const { wrappers: _, ...resume } = claim.resume;
        return { ...claim, resume };
      },
    }),
  },
  "a scan is complete with one of its ranges": {
    ledger: (ledger, { context }) => ({
      ...ledger,
      async sealPlan(claim, totals) {
        const { number } = claim.range ?? {};
        if (number !== undefined) {
          const { db } = context.store;
          await db.deleteFrom("scan_range").where("scan_id", "=", claim.scanId).where("number", "<>", number).execute();
        }
        await ledger.sealPlan(claim, totals);
      },
    }),
  },
  "packs are put without being announced": { ledger: (ledger) => ({ ...ledger, announcePack: async () => {} }) },
  "results are set once by unit instead of by blob": {
    sink: (sink, { context }) => ({
      ...sink,
      async submit(result) {
        const { db } = context.store;
        const before = await db.selectFrom("fact").selectAll().execute();
        const receipt = await sink.submit(result);
        if (receipt.status === "COMMITTED") {
          const again = before.filter((row) => result.blobs.some(({ blob }) => blob === row.blob));
          for (const row of again) {
            const ordinal = row.ordinal + 1_000;
            await db
              .insertInto("fact")
              .values({ ...row, ordinal })
              .onConflict((at) => at.doNothing())
              .execute();
          }
        }
        return receipt;
      },
    }),
  },
};

describe("mutants are caught", () => {
  test.each(Object.entries(MUTANTS))(
    "%s",
    async (_name, mutation) => {
      const details = await fc.check(property(mutation), { numRuns: 2_000, seed: SEED, endOnFailure: true });
      expect(details.failed).toBe(true);
      expect(String(details.errorInstance)).toMatch(/invariant|expected/);
    },
    10 * MINUTES,
  );
});
