import { expect, test } from "vitest";
import { ignoreAnnotations, ignoreFor } from "./ignore.ts";

test("reads rules, date and reason, and covers its own line and the next", () => {
  const annotations = ignoreAnnotations(
    "a\n# pqc-audit: ignore[python.hashlib.md5, python.hashlib.sha1] until=2027-01-31 cache key only\nmd5()\nmd5()\n",
  );
  const expected = {
    rules: ["python.hashlib.md5", "python.hashlib.sha1"],
    until: "2027-01-31",
    reason: "cache key only",
  };
  expect(ignoreFor(annotations, 1, "python.hashlib.md5")).toEqual(expected);
  expect(ignoreFor(annotations, 2, "python.hashlib.md5")).toEqual(expected);
  expect(ignoreFor(annotations, 3, "python.hashlib.md5")).toBeUndefined();
  expect(ignoreFor(annotations, 2, "python.ssl.protocol")).toBeUndefined();
});

test("without rules it covers every rule; the comment's end is no reason", () => {
  const annotations = ignoreAnnotations("x(); /* pqc-audit: ignore */");
  expect(ignoreFor(annotations, 0, "any.rule")).toEqual({ rules: [] });
});
