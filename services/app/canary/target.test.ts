import { UsageError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { targetOf } from "./target.ts";

test("without --advertise the address that is listened on is used, where it is one", () => {
  expect(targetOf("127.0.0.1:0", undefined, "http://127.0.0.1:40123")).toBe("http://127.0.0.1:40123/canary.git");
  for (const listen of ["0.0.0.0:8090", "[::]:8090"]) {
    expect(() => targetOf(listen, undefined, "http://x")).toThrow("--advertise");
  }
});

test("an advertised URL may have a path, and nothing that does not belong into a target", () => {
  expect(targetOf("0.0.0.0:1", "http://canary:8090/", "http://x")).toBe("http://canary:8090/canary.git");
  expect(targetOf("0.0.0.0:1", "https://edge.example/canary", "http://x")).toBe(
    "https://edge.example/canary/canary.git",
  );
  for (const wrong of [
    "canary:8090",
    "ftp://canary",
    "http://user:word@canary",
    "http://canary/?a",
    "http://canary/#a",
  ]) {
    expect(() => targetOf("0.0.0.0:1", wrong, "http://x")).toThrow(UsageError);
  }
});
