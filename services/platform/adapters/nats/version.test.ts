import { expect, test } from "vitest";
import { UsageError } from "../../errors.ts";
import { demandVersion, reaches, takesTermReason } from "./version.ts";

const server = (version: string) => ({ info: { version } as never });

test("versions are compared number by number, whatever follows them", () => {
  expect(reaches("2.10.4", [2, 10, 4])).toBe(true);
  expect(reaches("2.9.25", [2, 10, 4])).toBe(false);
  expect(reaches("2.12.0-RC.1", [2, 10, 4])).toBe(true);
  expect(reaches("3.0.0", [2, 10, 4])).toBe(true);
  expect(reaches("1.99.99", [2, 9, 0])).toBe(false);
  expect(reaches("dev", [2, 9, 0])).toBe(true);
});

test("a server older than 2.9 is refused by its version", () => {
  expect(() => demandVersion(server("2.8.4"))).toThrow(UsageError);
  expect(() => demandVersion(server("2.8.4"))).toThrow("nats-server 2.8.4 is too old: 2.9 or later is needed");
  demandVersion(server("2.9.10"));
});

test("a reason is given only to servers that understand one", () => {
  expect(takesTermReason(server("2.9.10"))).toBe(false);
  expect(takesTermReason(server("2.10.3"))).toBe(false);
  expect(takesTermReason(server("2.15.2"))).toBe(true);
});
