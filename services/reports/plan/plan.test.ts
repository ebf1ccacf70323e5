import { expect, test } from "vitest";
import { finding } from "../model/fixture.ts";
import { Gatherer } from "./gather.ts";
import { EVERY_KIND, OPTIONS, planned } from "./plan.fixture.ts";
import { planOf, unknownModules } from "./plan.ts";
import { WORK_KINDS } from "./work-kind.ts";

const due = (date: string, actBy?: string) => [
  { mandate: "eu-roadmap", date, requirement: "r", ...(actBy !== undefined && { actBy }) },
];

test("each finding is in one package or accounted for elsewhere", () => {
  const plan = planned([
    ...EVERY_KIND,
    finding({ suppressed: { reason: "accepted" } }),
    finding({ usage: "definition" }),
    finding({ scope: "test" }),
    finding({ quantum: "unknown", resolved: false, deadlines: [] }),
    finding({ quantum: "safe", deadlines: [], algorithm: "SHA-256" }),
    finding({ usage: "dependency", algorithm: "crypto-library", quantum: "unknown", deadlines: [] }),
  ]);
  const { findings, ...parts } = plan.accounted;
  expect(parts).toEqual({ planned: 8, suppressed: 1, definitions: 1, notShipped: 1, unclear: 1, inOrder: 2 });
  expect(Object.values(parts).reduce((sum, count) => sum + count, 0)).toBe(findings);
  expect(plan.packages.reduce((sum, work) => sum + work.findings, 0)).toBe(8);
});

test("work of every kind is a package of its own, and what others wait for comes before them", () => {
  const { packages } = planned(EVERY_KIND);
  expect(packages.map(({ kind }) => kind).toSorted()).toEqual(WORK_KINDS.toSorted());
  expect(packages.map(({ order }) => order)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  const at = (kind: string) => packages.findIndex((work) => work.kind === kind);
  const upgrade = packages[at("library-upgrade")];
  // It has no date of its own: those of what needs it.
  expect(upgrade).toMatchObject({ title: "Upgrade java", deadlines: [], due: "2035-12-31", exposure: "none" });
  expect(upgrade?.moveTo[0]?.algorithm).toBe("java 24 or later (ML-KEM and ML-DSA)");
  for (const kind of ["key-establishment", "signatures"]) {
    expect(packages[at(kind)]?.requires.map((each) => each.package)).toContain(upgrade?.id);
    expect(at(kind)).toBeGreaterThan(at("library-upgrade"));
  }
  expect(at("key-establishment")).toBeGreaterThan(at("protocol-versions"));
  expect(at("certificates")).toBeGreaterThan(at("keys"));
  const certificates = packages[at("certificates")];
  expect(certificates?.requires.map(({ what }) => what).join()).toMatch(/the keys.*the authority \(CA\)/);
  expect(packages[at("weak-today")]).toMatchObject({ exposure: "today", overdue: false });
  expect(packages[at("signatures")]).toMatchObject({ exposure: "forgery" });
  expect(packages[at("key-establishment")]).toMatchObject({ exposure: "harvest" });
});

test("packages are told by module and owners, and stay the same package when lines move", () => {
  const findings = [
    finding({ path: "services/pay/src/a.java", owners: ["@pay"] }),
    finding({ path: "services/pay/src/b.java", owners: ["@crypto"] }),
    finding({ path: "services/pay/test/b.java", line: 7, owners: ["@crypto"] }),
    finding({ path: "services/login/src/c.java" }),
  ];
  const { packages } = planned(findings);
  const told = packages.map(({ module, owners, findings: count }) => `${module} ${owners.join()} ${count}`);
  expect(told.toSorted()).toEqual(["services/login  1", "services/pay @crypto 2", "services/pay @pay 1"]);
  const moved = planned(findings.map((each) => ({ ...each, line: each.line + 10 })));
  expect(moved.packages.map(({ id }) => id)).toEqual(packages.map(({ id }) => id));
  expect(planned(findings, {}, { owners: ["@pay"] }).packages.map(({ findings: count }) => count)).toEqual([1]);
});

test("what comes first: the date less the life of the data, then danger, then effort", () => {
  const { packages } = planned([
    finding({ path: "a/x", deadlines: due("2035-12-31"), purpose: "key-establishment" }),
    finding({ path: "b/x", deadlines: due("2035-12-31", "2010-12-31"), purpose: "key-establishment" }),
    finding({ path: "c/x", deadlines: due("2030-12-31"), purpose: "signature" }),
    finding({ path: "d/x", deadlines: due("2030-12-31"), purpose: "key-establishment" }),
    finding({ path: "d/y", deadlines: due("2030-12-31"), purpose: "key-establishment" }),
    finding({ path: "e/x", deadlines: due("2030-12-31"), purpose: "key-establishment" }),
    finding({ path: "f/x", deadlines: [], quantum: "safe", classical: "broken", severity: "high" }),
    finding({ path: "g/x", deadlines: [], quantum: "safe", classical: "broken", severity: "low" }),
  ]);
  expect(packages.map(({ module }) => module)).toEqual(["b", "f", "e", "d", "c", "a", "g"]);
  expect(packages[0]).toMatchObject({ due: "2010-12-31", overdue: true, confidentialityYears: 25 });
});

test("the lead time makes overdue what is due soon", () => {
  const findings = [finding({ deadlines: due("2028-01-01") })];
  expect(planned(findings).totals.overdue).toBe(0);
  expect(planned(findings, { horizon: "2028-11-23" }).totals.overdue).toBe(1);
});

test("what nothing is known for is blocked, and says why", () => {
  const { replacement: _, ...nothing } = finding({ path: "a/x", algorithm: "Rabin" });
  const old = finding({
    path: "b/go.mod",
    usage: "dependency",
    ruleId: "dependency.go",
    library: "github.com/golang-jwt/jwt",
    algorithm: "crypto-library-without-pqc",
  });
  const { packages, totals } = planned([nothing, finding({ path: "a/y" })]);
  expect(packages[0]?.blocked).toEqual({ findings: 1, reasons: ["nothing is known to take the place of Rabin yet"] });
  expect(totals.blocked).toBe(1);
  expect(planned([old]).packages[0]?.moveTo.every(({ algorithm }) => algorithm !== "")).toBe(true);
});

test("what if a module moves: what is left, by date", () => {
  const findings = [
    finding({ path: "pay/a", deadlines: due("2030-12-31") }),
    finding({ path: "pay/src/b", deadlines: due("2035-12-31") }),
    finding({ path: "payroll/c", deadlines: due("2030-12-31") }),
  ];
  const plan = planned(findings, { without: ["pay"] });
  expect(plan.totals.burnDown[0]?.steps.map(({ date, findings: count }) => [date, count])).toEqual([
    ["2030-12-31", 2],
    ["2035-12-31", 3],
  ]);
  expect(plan.whatIf?.left).toMatchObject({ packages: 1, findings: 1 });
  expect(plan.whatIf?.left.burnDown[0]?.steps.map(({ findings: count }) => count)).toEqual([1]);
  expect(plan.whatIf?.left.effort.high).toBeLessThan(plan.totals.effort.high);
  expect(unknownModules(plan.packages, ["pay", "/repo", "nowhere"])).toEqual(["nowhere"]);
});

test("a certificate is two findings and one thing to reissue", () => {
  const key = finding({ path: "a.pem", usage: "certificate", ruleId: "pki.certificate.key" });
  const signature = finding({ path: "a.pem", usage: "certificate", ruleId: "pki.certificate.signature" });
  const both = planned([key, signature]).packages[0];
  expect(both).toMatchObject({ findings: 2, files: 1, effort: planned([key]).packages[0]?.effort });
});

test("more of the same never takes less, and the low end is below the high one", () => {
  const gathered = new Gatherer();
  let before = 0;
  for (let count = 1; count <= 40; count++) {
    gathered.add(finding({ path: `src/${String(count).padStart(2, "0")}.java`, line: count }), { repository: "r" });
    const { effort } = planOf(gathered, OPTIONS).totals;
    expect(effort.high).toBeGreaterThanOrEqual(before);
    expect(effort.low).toBeLessThan(effort.high);
    before = effort.high;
  }
});

test("memory does not grow with findings: uses that are alike are counted, places are few", () => {
  const gathered = new Gatherer();
  for (let count = 0; count < 50_000; count++) {
    gathered.add(finding({ path: `m/f${count}.java`, id: String(count) }), { repository: "r" });
  }
  const [group] = gathered.groups.values();
  expect(gathered.groups.size).toBe(1);
  expect(group).toMatchObject({ findings: 50_000, files: 50_000 });
  expect(group?.uses.size).toBe(1);
  expect(group?.top.length).toBe(5);
});

test("a repository of endless modules ends in a package of the others", () => {
  const gathered = new Gatherer();
  for (let count = 0; count < 20_500; count++) gathered.add(finding({ path: `m${count}/f` }), { repository: "r" });
  expect(gathered.groups.size).toBe(20_001);
  expect([...gathered.groups.values()].find(({ module }) => module === "(others)")?.findings).toBe(500);
});
