import { digestOfFindings } from "@pqc-audit/reports/model/digest.ts";
import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { expect, test } from "vitest";
import { joinFindings, judged, placeOf } from "./join.ts";
import { lifetimeIn } from "./overdue.ts";
import { defaultPolicy, NO_RIGHTS, type Policy, underMandates } from "./policy.ts";
import { readRepositoryPolicy } from "./repository-policy.ts";

const policy: Policy = {
  ...defaultPolicy(new Date("2026-11-22T23:59:00Z")),
  advise: (use, mandates) =>
    use.quantum === "broken"
      ? { algorithm: mandates.includes("cnsa-2.0") ? "ML-KEM-1024" : "ML-KEM-768", standard: "FIPS 203" }
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
    underMandates(policy, ["cnsa-2.0"]),
  );
  expect(production).toMatchObject({ scope: "production", severity: "high" });
  expect(production?.replacement).toEqual({ algorithm: "ML-KEM-1024", standard: "FIPS 203" });
  expect(production?.deadlines.map(({ date }) => date)).toEqual(["2033-12-31"]);
  expect(test).toMatchObject({ scope: "test", severity: "low" });
});

test("what a file itself marks as tests is a test, and says so in its scope alone", () => {
  const [first, second] = joinFindings(
    [{ path: "src/a.rs", facts: [fact(), fact({ line: 90, inTest: true })] }],
    policy,
  );
  expect([first?.scope, second?.scope]).toEqual(["production", "test"]);
  expect(second).not.toHaveProperty("inTest");
  expect(digestOfFindings(joinFindings([{ path: "a.rs", facts: [fact({ inTest: true })] }], policy))).toBe(
    digestOfFindings(joinFindings([{ path: "a.rs", facts: [fact()] }], policy)),
  );
});

test("an inline ignore suppresses, is marked, and stays in the result", () => {
  const join = (ignore: NonNullable<ReturnType<typeof fact>["ignore"]>, changes: Partial<Policy> = {}) =>
    joinFindings([{ path: "a", facts: [fact({ ignore })] }], { ...policy, ...changes })[0];
  expect(join({ rules: [], reason: "legacy" })?.suppressed).toEqual({ reason: "legacy", by: "comment" });
  expect(join({ rules: [fact().ruleId], until: "2026-11-22" })?.suppressed).toEqual({
    reason: "no reason given",
    until: "2026-11-22",
    by: "comment",
  });
  expect(join({ rules: ["another.rule"] })?.suppressed).toBeUndefined();
  expect(join({ rules: [], until: "2026-11-21" })?.suppressed).toBeUndefined();
  expect(join({ rules: [] }, { rights: NO_RIGHTS })?.suppressed).toBeUndefined();
  expect(join({ rules: [] })).not.toHaveProperty("ignore");
});

test("a hybrid is told in both halves, and has nothing to move to", () => {
  const hybrid = fact({
    algorithm: "X25519MLKEM768",
    family: "ML-KEM",
    quantum: "hybrid",
    purpose: "key-establishment",
  });
  const [found] = joinFindings([{ path: "nginx.conf", facts: [hybrid] }], defaultPolicy());
  expect(found).toMatchObject({
    severity: "info",
    deadlines: [],
    halves: [
      { algorithm: "X25519", quantum: "broken" },
      { algorithm: "ML-KEM-768", quantum: "post-quantum" },
    ],
  });
  expect(found).not.toHaveProperty("replacement");
});

test("what to move to fits the mandates in force, and sound algorithms that they do not allow are told too", () => {
  const under = (ids: string[], changes: Parameters<typeof fact>[0]) =>
    joinFindings([{ path: "a", facts: [fact(changes)] }], underMandates(defaultPolicy(), ids))[0]?.replacement
      ?.algorithm;
  const agreement = { family: "ECDH", primitive: "key-agree", purpose: "key-establishment" } as const;
  expect(under([], agreement)).toBe("ML-KEM-768");
  expect(under(["nist-ir-8547"], agreement)).toBe("ML-KEM-768");
  expect(under(["cnsa-2.0"], agreement)).toBe("ML-KEM-1024");
  expect(under(["nist-ir-8547", "asd-ism"], agreement)).toBe("ML-KEM-1024");
  expect(under(["bsi-tr-02102"], agreement)).toBe("ML-KEM-768 together with ECDH");
  const kem = {
    ...agreement,
    algorithm: "ML-KEM-768",
    family: "ML-KEM",
    primitive: "kem",
    quantum: "post-quantum",
  } as const;
  expect(under(["cnsa-2.0"], kem)).toBe("ML-KEM-1024");
  expect(under(["nist-ir-8547"], kem)).toBeUndefined();
});

test("overdue is said only where it was asked, of what is shipped, with the lead time and the life of the data", () => {
  const repository = readRepositoryPolicy("dataLifetimes: [{ paths: archive/, years: 4 }]");
  const files = ["src/a.c", "archive/a.c", "test/a.c"].map((path) => ({
    path,
    facts: [fact({ purpose: "key-establishment" }), fact({ purpose: "signature", line: 20 })],
  }));
  const overdue = (changes: Partial<Policy>) => {
    const asked = underMandates({ ...policy, repository, ...changes }, ["us-eo-2026"]);
    return joinFindings(files, asked).map((each) => [each.path, each.purpose, each.overdue]);
  };
  expect(overdue({}).every(([, , late]) => late === undefined)).toBe(true);
  expect(overdue({ leadMonths: 12 }).filter(([, , late]) => late)).toEqual([
    ["archive/a.c", "key-establishment", true],
  ]);
  expect(overdue({ leadMonths: 60 }).filter(([, , late]) => late)).toEqual([
    ["archive/a.c", "key-establishment", true],
    ["src/a.c", "key-establishment", true],
  ]);
  expect(overdue({ leadMonths: 72 }).filter(([path, , late]) => late && path !== "test/a.c")).toHaveLength(4);
  expect(joinFindings(files, underMandates({ ...policy, repository }, ["us-eo-2026"]))[0]?.deadlines).toEqual([
    expect.objectContaining({ date: "2030-12-31", actBy: "2026-12-31" }),
  ]);
});

test("the longer of the lifetimes counts that repository and organisation say; a right is needed for the repository's only", () => {
  const repository = readRepositoryPolicy(
    "dataLifetimes: [{ paths: [long/], years: 30 }, { paths: [short/], years: 2 }]",
  );
  const years = (path: string, changes: Partial<Policy>) => {
    const { deadlines } = judged(
      fact({ purpose: "key-establishment" }),
      policy,
      placeOf(path, { ...policy, ...changes }),
    );
    return lifetimeIn(deadlines);
  };
  const organisation = { years: 10, exceptions: [] };
  expect(["long/a", "short/a", "a"].map((path) => years(path, { repository }))).toEqual([30, 2, 0]);
  expect(["long/a", "short/a", "a"].map((path) => years(path, { repository, organisation }))).toEqual([30, 10, 10]);
  const rights = NO_RIGHTS;
  expect(["long/a", "a"].map((path) => years(path, { repository, organisation, rights }))).toEqual([10, 10]);
});

test("an exception holds whatever the repository may, for what it names, up to its last day", () => {
  const facts = [fact({ ruleId: "java.jca.cipher", line: 1 }), fact({ ruleId: "java.jcaa", line: 20, family: "DSA" })];
  const accepted = (risk: object, today = "2026-11-23") => {
    const organisation = { exceptions: [{ id: "e1", reason: "why", until: "2026-11-30", ...risk }] };
    const found = joinFindings([{ path: "src/a.java", facts }], { ...policy, today, rights: NO_RIGHTS, organisation });
    return found.map(({ suppressed }) => suppressed?.by);
  };
  expect(accepted({ rule: "java.jca" })).toEqual(["exception", undefined]);
  expect(accepted({ family: "DSA", filePattern: "src/**" })).toEqual([undefined, "exception"]);
  expect(accepted({ family: "DSA", filePattern: "*.py" })).toEqual([undefined, undefined]);
  expect(accepted({ algorithm: "no" })).toEqual([undefined, undefined]);
  // Ids are a server's own: the join knows none.
  expect(accepted({ finding: "f" })).toEqual([undefined, undefined]);
  expect(accepted({}, "2026-11-30")).toEqual(["exception", "exception"]);
  expect(accepted({}, "2026-12-01")).toEqual([undefined, undefined]);
});

test("policy does not change the digest", () => {
  const files = [{ path: "a", facts: [fact({ ignore: { rules: [] } })] }];
  const strict = joinFindings(files, { ...policy, rights: NO_RIGHTS, mandates: [] });
  expect(digestOfFindings(strict)).toBe(digestOfFindings(joinFindings(files, policy)));
});
