/** What a repository says of itself: kept with its scan from the first page on, and what findings are judged by. */
import { cleanOneScan } from "@pqc-audit/aggregator/finish/clean-up.ts";
import { finishScan } from "@pqc-audit/aggregator/finish/finish-scan.ts";
import { defaultPolicy, NO_RIGHTS, type RepositoryRights } from "@pqc-audit/aggregator/join/policy.ts";
import { GONE_AFTER_CLAIMS } from "@pqc-audit/aggregator/ledger/engines.ts";
import { allErrors, allFindings } from "@pqc-audit/aggregator/query/findings.ts";
import { deleteScan } from "@pqc-audit/aggregator/retention/scans.ts";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import type { OwnersFile } from "@pqc-audit/platform/owners-file.ts";
import { MAX_POLICY_BYTES, type PolicyFile } from "@pqc-audit/platform/policy-file.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Harness } from "./aggregator-harness.ts";
import { claimed, fact, page, publishAll, result, started } from "./plan-fixtures.ts";

const TEXT = `
scopes: [{ paths: [src/a], scope: test }]
ignore: [{ paths: [src/b], reason: names of files, until: 2999-12-31 }]
`;
const OTHER = "f".repeat(64);

export function policyContract(name: string, make: () => Promise<Harness>): void {
  describe(`policies of repositories: ${name}`, () => {
    let h: Harness;
    beforeEach(async () => {
      h = await make();
    });
    afterEach(() => h?.stop());

    const stored = () => h.context.store.db.selectFrom("scan_policy").selectAll().execute();

    /** A scan of `src/a` and `src/b`, one finding in each, up to its end under these rights. */
    async function scanned(policy: PolicyFile | undefined, rights?: RepositoryRights, owners?: OwnersFile) {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      await h.ledger.appendPage(
        claim,
        page(scanId, [["a", "b"]], { ...(policy && { policy }), ...(owners && { owners }) }),
      );
      await h.ledger.sealPlan(claim, { pages: 1, present: 2 });
      const ignored = fact({ ignore: { rules: [], reason: "by comment" } });
      for (const message of await publishAll(h.ledger)) {
        const facts = {
          a: { status: "scanned", facts: [fact(), ignored] },
          b: { status: "scanned", facts: [fact()] },
        } as const;
        const receipt = await h.sink.submit(result(message, await started(h.sink, message), facts));
        expect(receipt).toEqual({ status: "COMMITTED" });
      }
      const policyAt = (day: Date) => ({ ...defaultPolicy(day), ...(rights && { rights }) });
      expect(await finishScan(h.context, scanId, "harness", policyAt)).toMatchObject({ state: "completed" });
      const { digest } = await h.context.store.db
        .selectFrom("scan")
        .select("digest")
        .where("id", "=", scanId)
        .executeTakeFirstOrThrow();
      const findings = (await Array.fromAsync(allFindings(h.context.store, scanId))).flat();
      const errors = (await Array.fromAsync(allErrors(h.context.store, scanId))).flat();
      return {
        scanId,
        digest,
        findings: findings
          .map((each) => JSON.parse(each) as Finding)
          .map(({ path, scope, suppressed }) => [path, scope, suppressed?.reason]),
        errors: errors.map((each) => JSON.parse(each) as unknown),
      };
    }

    const ownersIn = async (scanId: string) => {
      const findings = (await Array.fromAsync(allFindings(h.context.store, scanId))).flat();
      return findings.map((each) => JSON.parse(each) as Finding).map(({ path, owners }) => [path, owners]);
    };

    test("owners are those of the commit, and change no digest; what is not understood is told", async () => {
      const plain = await scanned(undefined, undefined, {});
      const owned = await scanned(undefined, undefined, { path: "CODEOWNERS", text: "* @all\n/src/b @b @c\n" });
      expect(owned).toMatchObject({ digest: plain.digest, errors: [] });
      expect(await ownersIn(plain.scanId)).toEqual(PLAIN.map(([path]) => [path, undefined]));
      expect(await ownersIn(owned.scanId)).toEqual([
        ["src/a", ["@all"]],
        ["src/a", ["@all"]],
        ["src/b", ["@b", "@c"]],
      ]);
      const broken = await scanned(undefined, undefined, {
        path: "docs/CODEOWNERS",
        fault: "docs/CODEOWNERS is not UTF-8",
      });
      expect(broken.errors).toEqual([
        { path: "docs/CODEOWNERS", status: "malformed", message: "docs/CODEOWNERS is not UTF-8: it is not heeded" },
      ]);
    });

    test.each<OwnersFile>([{}, { path: "CODEOWNERS", text: "* @all\n" }])(
      "a plan that is repeated has the owners of the plan before, %j, and whoever plans is told them",
      async (owners) => {
        const before = await scanned(undefined, undefined, owners);
        const { scanId } = await h.submit();
        const claim = await claimed(h.ledger);
        expect(claim.previous).toMatchObject({ scanId: before.scanId, owners });
        expect(await h.ledger.repeatScan(claim)).toBe(true);
        expect(await finishScan(h.context, scanId, "harness", defaultPolicy)).toMatchObject({ state: "completed" });
        expect(await ownersIn(scanId)).toEqual(await ownersIn(before.scanId));
      },
    );

    const PLAIN = [
      ["src/a", "production", undefined],
      ["src/a", "production", undefined],
      ["src/b", "production", undefined],
    ];

    test("scopes and acceptances are those of the commit; nothing but the verdicts changes", async () => {
      const plain = await scanned(undefined);
      const judged = await scanned({ text: TEXT });
      expect(judged.findings).toEqual([
        ["src/a", "test", undefined],
        ["src/a", "test", "by comment"],
        ["src/b", "production", "names of files"],
      ]);
      expect([judged.errors, judged.digest]).toEqual([[], plain.digest]);
    });

    test("a repository decides no more than it may", async () => {
      const rescoped = await scanned({ text: TEXT }, { ...NO_RIGHTS, rescope: true });
      expect(rescoped.findings).toEqual([
        ["src/a", "test", undefined],
        ["src/a", "test", undefined],
        ["src/b", "production", undefined],
      ]);
      expect((await scanned({ text: TEXT }, NO_RIGHTS)).findings).toEqual(PLAIN);
    });

    test.each<[string, PolicyFile, string]>([
      ["is not understood", { text: `${TEXT}scope: x\n` }, '.pqc-audit.yaml line 4, unknown field "scope"'],
      [
        "could not be read",
        { fault: ".pqc-audit.yaml is not UTF-8" },
        ".pqc-audit.yaml is not UTF-8: it is not heeded",
      ],
    ])(
      "a file that %s is an error that names it, and void; where it would not be heeded nobody asks",
      async (_, file, why) => {
        const { findings, errors } = await scanned(file);
        expect(findings.map(([path, scope]) => [path, scope])).toEqual(PLAIN.map(([path, scope]) => [path, scope]));
        expect(errors).toEqual([
          { path: ".pqc-audit.yaml", status: "malformed", message: expect.stringContaining(why) },
        ]);
        expect((await scanned(file, NO_RIGHTS)).errors).toEqual([]);
      },
    );

    test("it is stored once, with the first page, and stays as long as its scan", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      const first = page(scanId, [["a"]], { policy: { text: "version: 1" } });
      await h.ledger.appendPage(claim, first);
      await h.ledger.appendPage(claim, { ...first, policy: { text: "version: 2" } });
      expect(await stored()).toEqual([
        { scan_id: scanId, body: "version: 1", fault: null, wrappers: null, owners: null },
      ]);
      await h.cancel(scanId);
      while (await cleanOneScan(h.context)) {
        // Every scan.
      }
      await h.context.store.write((transaction) => deleteScan(transaction, scanId));
      expect(await stored()).toEqual([]);
    });

    test("a scan that is started over for another engine reads it anew", async () => {
      const { scanId } = await h.submit();
      await h.ledger.appendPage(await claimed(h.ledger), page(scanId, [["a"]], { policy: { text: "version: 1" } }));
      h.advance(GONE_AFTER_CLAIMS * h.context.settings.claimTtlMs + 1);
      const claim = await claimed(h.ledger, "other", OTHER);
      expect(claim.resume).toBeUndefined();
      expect(await stored()).toEqual([]);
      await h.ledger.appendPage(claim, page(scanId, [["a"]], { policy: { fault: "gone" } }));
      expect(await stored()).toEqual([{ scan_id: scanId, body: null, fault: "gone", wrappers: null, owners: null }]);
    });

    test("one that is larger than any coordinator reads is refused with its page", async () => {
      const { scanId } = await h.submit();
      const claim = await claimed(h.ledger);
      const policy = { text: "ü".repeat(MAX_POLICY_BYTES / 2 + 1) };
      await expect(h.ledger.appendPage(claim, page(scanId, [["a"]], { policy }))).rejects.toThrow(TerminalError);
      expect(await stored()).toEqual([]);
    });
  });
}
