import { expect, test } from "vitest";
import { plural } from "./count.ts";
import { nameOfTarget } from "./target.ts";
import { dayText, distanceText, spanText } from "./time.ts";

test.each([
  ["https://git.example/team/service.git", "service", "git.example/team"],
  ["https://git.example/service/", "service", "git.example"],
  ["ssh://git@git.example:2222/a/b/c", "c", "git@git.example:2222/a/b"],
  ["git@git.example:team/service.git", "service", "git@git.example:team"],
  ["file:///srv/repositories/ledger", "ledger", "/srv/repositories"],
  ["alone", "alone", ""],
])("%s is %s of %s", (target, name, place) => {
  expect(nameOfTarget(target)).toEqual({ name, place });
});

test.each([
  [0, "0.0 s"],
  [-5, "0.0 s"],
  [420, "0.4 s"],
  [999, "1 s"],
  [59_499, "59 s"],
  [125_000, "2 min 5 s"],
  [3_780_000, "1 h 3 min"],
  [172_000_000, "47 h 46 min"],
  [180_000_000, "2 days"],
])("%i milliseconds are %s", (milliseconds, text) => {
  expect(spanText(milliseconds)).toBe(text);
});

const now = Date.parse("2026-06-01T12:00:00Z");
test.each([
  ["2026-06-01T11:59:30Z", "just now"],
  ["2026-06-01T12:00:20Z", "in a moment"],
  ["2026-06-01T09:00:00Z", "3 hours ago"],
  ["2026-05-31T12:00:00Z", "yesterday"],
  ["2030-12-31", "in 4 years"],
])("%s is %s", (iso, text) => {
  expect(distanceText(iso, now)).toBe(text);
});

test("days are the mandate's own, wherever the reader is", () => {
  expect(dayText("2030-12-31")).toBe("31 Dec 2030");
});

test("counts have their noun", () => {
  expect([plural(1, "file"), plural(12_345, "file"), plural(2, "other family", "other families")]).toEqual([
    "1 file",
    "12,345 files",
    "2 other families",
  ]);
});
