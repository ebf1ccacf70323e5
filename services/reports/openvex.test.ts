import { expect, test } from "vitest";
import { collect } from "./collect.fixture.ts";
import type { AuditResult, Finding } from "./model/finding.ts";
import { finding, incomplete, result } from "./model/fixture.ts";
import { writeOpenvex } from "./openvex.ts";

interface Statement {
  readonly vulnerability: { readonly "@id": string; readonly name: string };
  readonly products: readonly { readonly "@id": string; readonly subcomponents?: readonly unknown[] }[];
  readonly status: string;
  readonly justification?: string;
  readonly impact_statement?: string;
  readonly action_statement?: string;
  readonly status_notes?: string;
}

const FIELDS = /^(?:vulnerability|products|status|justification|impact_statement|action_statement|status_notes)$/;
const IRI = /^[a-z]+:[^\s<>"{}|\\^`]+$/;

/** Written, and held against what section "OpenVEX data structures" of the specification (0.2.0) asks for. */
async function vex(of: AuditResult) {
  const document = JSON.parse(await collect(writeOpenvex, of));
  expect(document).toMatchObject({ "@context": "https://openvex.dev/ns/v0.2.0", author: "pqc-audit", version: 1 });
  expect(document["@id"]).toMatch(/^urn:uuid:[0-9a-f-]{36}$/);
  expect(Date.parse(document.timestamp)).not.toBeNaN();
  const statements: readonly Statement[] = document.statements;
  expect(statements.length).toBeGreaterThan(0);
  for (const statement of statements) {
    expect(Object.keys(statement).filter((field) => !FIELDS.test(field))).toEqual([]);
    expect(statement.vulnerability.name).not.toBe("");
    for (const id of [statement.vulnerability["@id"], ...statement.products.map((each) => each["@id"])])
      expect(id).toMatch(IRI);
    const parts = statement.products.flatMap(({ subcomponents = [] }) =>
      subcomponents.map((each) => JSON.stringify(each)),
    );
    expect(new Set(parts).size).toBe(parts.length);
    expect(["not_affected", "affected", "fixed", "under_investigation"]).toContain(statement.status);
    if (statement.status === "affected") expect(statement.action_statement).toBeTruthy();
    if (statement.status === "not_affected") expect(statement.justification ?? statement.impact_statement).toBeTruthy();
  }
  return { statements, tooling: document.tooling as string };
}

const only = async (changes: Partial<Finding>) => (await vex(result([finding(changes)]))).statements[0];

test("what is broken is affected, with what to do and by when", async () => {
  expect(await only({})).toMatchObject({
    vulnerability: { "@id": "urn:pqc-audit:quantum-broken:RSA-2048", name: "pqc-audit:quantum-broken:RSA-2048" },
    status: "affected",
    action_statement: "Move to ML-KEM-768 (FIPS 203) by 2035-12-31 (nist-ir-8547)",
    status_notes: "1 use in 1 file",
  });
  const weak = await only({ algorithm: "RSA-1024", classical: "weak" });
  expect(weak?.vulnerability.name).toBe("pqc-audit:weak:RSA-1024");
});

test("what was accepted for good is not affected, for a time still is; a reason may begin with OpenVEX's own words", async () => {
  expect(await only({ suppressed: { reason: "test key" } })).toMatchObject({
    status: "not_affected",
    impact_statement: "test key",
  });
  expect(await only({ suppressed: { reason: "vulnerable_code_not_in_execute_path: migration tool" } })).toMatchObject({
    status: "not_affected",
    justification: "vulnerable_code_not_in_execute_path",
    impact_statement: "migration tool",
  });
  expect(await only({ suppressed: { reason: "moving", until: "2027-06-30" } })).toMatchObject({
    status: "affected",
    action_statement: "Accepted until 2027-06-30: moving",
  });
});

test("what is not known is under investigation, what is in order is counted and not stated", async () => {
  const unknown = finding({ algorithm: "unknown", quantum: "unknown", resolved: false });
  const safe = finding({ algorithm: "AES-256-GCM", quantum: "safe", line: 20 });
  const { statements, tooling } = await vex(result([unknown, safe]));
  expect(statements.map(({ status, vulnerability }) => [status, vulnerability.name])).toEqual([
    ["under_investigation", "pqc-audit:undetermined"],
  ]);
  expect(tooling).toBe("pqc-audit 0.1.0: 1 use stated, 1 use in order");
});

test("a result without findings says so; one that missed files does not answer for them", async () => {
  expect((await vex(result([]))).statements).toMatchObject([
    { status: "not_affected", impact_statement: "None was found in 9 files" },
  ]);
  const { statements } = await vex(incomplete());
  expect(statements.at(-1)).toMatchObject({
    status: "under_investigation",
    status_notes: "incomplete: 2 of 45 files could not be scanned",
  });
});

test("what was scanned goes by its package URL, files and libraries are parts of it, many of them are counted", async () => {
  const library = { usage: "dependency", ruleId: "dependency.npm", library: "elliptic" } as const;
  const many = Array.from({ length: 1_200 }, (_, at) =>
    finding({ path: `src/${String(at).padStart(4, "0")} ü#.java` }),
  );
  const found = [finding({ ...library, snippet: "elliptic 6.5.4 (ECDSA): none", path: "package.json" }), ...many];
  const target = { location: "https://git.example/team/r.git", commit: "a".repeat(40) };
  const [statement] = (await vex(result(found, { target }))).statements;
  expect(statement?.products[0]?.["@id"]).toBe(
    `pkg:generic/r@${target.commit}?vcs_url=git%2Bhttps%3A%2F%2Fgit.example%2Fteam%2Fr.git%40${target.commit}`,
  );
  expect(statement?.products[0]?.subcomponents).toHaveLength(1_000);
  expect(statement?.products[0]?.subcomponents).toContainEqual({ identifiers: { purl: "pkg:npm/elliptic@6.5.4" } });
  expect(statement?.status_notes).toBe("1201 uses in 1201 files, of which 1000 are listed");
});
