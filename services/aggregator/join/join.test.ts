import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { expect, test } from "vitest";
import { joinFindings } from "./join.ts";
import { defaultPolicy, type Policy } from "./policy.ts";

const policy: Policy = {
  ...defaultPolicy(new Date("2026-11-22T23:59:00Z")),
  advise: (use, regime) =>
    use.quantum === "broken"
      ? { algorithm: regime === "cnsa-2.0" ? "ML-KEM-1024" : "ML-KEM-768", standard: "FIPS 203" }
      : undefined,
};

test("findings are sorted by path and place, whatever order files and facts come in", () => {
  const a = {
    path: "a.java",
    facts: [fact({ line: 9 }), fact({ line: 2, ruleId: "z" }), fact({ line: 2, ruleId: "a" })],
  };
  const b = { path: "b.java", facts: [fact()] };
  const places = (files: Parameters<typeof joinFindings>[0]) =>
    joinFindings(files, policy).map((f) => [f.path, f.line, f.ruleId.slice(0, 1), f.id]);
  expect(places([b, a]).map((place) => place.slice(0, 3))).toEqual([
    ["a.java", 2, "a"],
    ["a.java", 2, "z"],
    ["a.java", 9, "j"],
    ["b.java", 10, "j"],
  ]);
  expect(places([a, b])).toEqual(places([b, { ...a, facts: [...a.facts].reverse() }]));
});

test("ids are unique, survive line moves, and keep the fingerprint", () => {
  const before = joinFindings([{ path: "a.java", facts: [fact({ line: 1 }), fact({ line: 5 })] }], policy);
  const moved = joinFindings([{ path: "a.java", facts: [fact({ line: 41 }), fact({ line: 55 })] }], policy);
  const copied = joinFindings([{ path: "b.java", facts: [fact({ line: 1 })] }], policy);
  expect(moved.map((f) => f.id)).toEqual(before.map((f) => f.id));
  expect(new Set([...before, ...copied].map((f) => f.id)).size).toBe(3);
  expect(before[0]?.id.startsWith(fact().fingerprint)).toBe(true);
});

test("scope, severity, deadlines and replacement come from where it stands and from policy", () => {
  const [production, test] = joinFindings(
    [
      { path: "src/A.java", facts: [fact()] },
      { path: "test/A.java", facts: [fact()] },
    ],
    { ...policy, regime: "cnsa-2.0" },
  );
  expect(production).toMatchObject({ scope: "production", severity: "high" });
  expect(production?.replacement).toEqual({ algorithm: "ML-KEM-1024", standard: "FIPS 203" });
  expect(production?.deadlines[0]?.date).toBe("2030-12-31");
  expect(test).toMatchObject({ scope: "test", severity: "low" });
});

test("an inline ignore suppresses, is marked, and stays in the result", () => {
  const join = (ignore: NonNullable<ReturnType<typeof fact>["ignore"]>, changes: Partial<Policy> = {}) =>
    joinFindings([{ path: "a", facts: [fact({ ignore })] }], { ...policy, ...changes })[0];
  expect(join({ rules: [], reason: "legacy" })?.suppressed).toEqual({ reason: "legacy" });
  expect(join({ rules: [fact().ruleId], until: "2026-11-22" })?.suppressed).toEqual({
    reason: "no reason given",
    until: "2026-11-22",
  });
  expect(join({ rules: ["another.rule"] })?.suppressed).toBeUndefined();
  expect(join({ rules: [], until: "2026-11-21" })?.suppressed).toBeUndefined();
  expect(join({ rules: [] }, { honourInlineIgnores: false })?.suppressed).toBeUndefined();
  expect(join({ rules: [] })).not.toHaveProperty("ignore");
});

test("policy does not change the digest", () => {
  const files = [{ path: "a", facts: [fact({ ignore: { rules: [] } })] }];
  const strict = joinFindings(files, { ...policy, honourInlineIgnores: false, mandates: [] });
  expect(digestOfFindings(strict)).toBe(digestOfFindings(joinFindings(files, policy)));
});
