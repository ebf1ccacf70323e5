import { expect, test } from "vitest";
import { EMPTY_SUBMISSION, submissionOf } from "./submission.ts";

test("what is left empty is left out", () => {
  expect(submissionOf({ ...EMPTY_SUBMISSION, target: " https://git.example/a \n" })).toEqual({
    target: "https://git.example/a",
    include: [],
    exclude: [],
    priority: "on-demand",
  });
});

test("globs are one a line", () => {
  const text = { target: "t", ref: " v2 ", include: "src/**\n\n  *.py  \r\n", exclude: "a b/**" };
  expect(submissionOf(text)).toMatchObject({ ref: "v2", include: ["src/**", "*.py"], exclude: ["a b/**"] });
});
