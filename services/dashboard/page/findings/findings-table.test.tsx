// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import type { Finding } from "../api/findings.ts";
import { FindingsTable } from "./findings-table.tsx";

afterEach(cleanup);

const finding: Finding = {
  id: "f1",
  fingerprint: "0".repeat(32),
  ruleId: "python.hashlib.md5",
  path: "src/<b>bold</b>.py",
  line: 3,
  column: 1,
  endLine: 3,
  endColumn: 9,
  language: "python",
  algorithm: "MD5",
  family: "MD5",
  primitive: "hash",
  operation: "digest",
  purpose: "hash",
  resolved: true,
  usage: "call",
  quantum: "weakened",
  classical: "broken",
  confidence: "high",
  snippet: `hashlib.md5("<script>")`,
  scope: "production",
  severity: "medium",
  deadlines: [
    { mandate: "later", date: "2033-12-31", requirement: "gone" },
    { mandate: "earlier", date: "2035-12-31", actBy: "2029-12-31", requirement: "gone" },
  ],
};

function show(over: Partial<Finding> & { readonly state?: string } = {}, onOpen = vi.fn()) {
  render(
    <MantineProvider>
      <FindingsTable findings={[{ ...finding, ...over }]} onOpen={onOpen} />
    </MantineProvider>,
  );
  return onOpen;
}

test("a finding is opened", async () => {
  const opened = show();
  await userEvent.click(screen.getByRole("button", { name: "MD5" }));
  expect(opened).toHaveBeenCalledExactlyOnceWith(finding);
});

test("paths and code are text", () => {
  show();
  expect(screen.getByText("src/<b>bold</b>.py:3")).toBeDefined();
  expect(screen.getByText(`hashlib.md5("<script>")`)).toBeDefined();
  expect(document.querySelector("b, script")).toBeNull();
});

test("the first deadline is the one to act by first", () => {
  show();
  expect(screen.getByText("31 Dec 2029")).toBeDefined();
  expect(screen.getByText("earlier")).toBeDefined();
  expect(screen.queryByText("overdue")).toBeNull();
});

test("what is overdue, accepted or in tests is said to be so", () => {
  show({ overdue: true, suppressed: { reason: "test vectors" }, scope: "test" });
  for (const text of ["overdue", "accepted: test vectors", "test"]) expect(screen.getByText(text)).toBeDefined();
});

test("what is broken today is said before what a quantum computer does to it", () => {
  show();
  expect(screen.getByText("broken today")).toBeDefined();
});
