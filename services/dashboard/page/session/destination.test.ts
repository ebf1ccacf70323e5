import { expect, test } from "vitest";
import { destinationOf, signInPath } from "./destination.ts";

test.each(["/scans", "/scans/7?severity=high&page=2", "/repository?target=https%3A%2F%2Fgit.example%2Fa"])(
  "the sign-in leads back to %s",
  (path) => {
    const [pathname = "", search] = path.split(/(?=\?)/);
    const [, query] = signInPath({ pathname, search: search ?? "" }).split("?");
    expect(destinationOf(new URLSearchParams(query))).toBe(path);
  },
);

test.each([
  "https://elsewhere.example/",
  "//elsewhere.example",
  "/\\elsewhere.example",
  "javascript:alert(1)",
  "/sign-in?to=/x",
  "scans",
])("it leads nobody to %s", (to) => {
  expect(destinationOf(new URLSearchParams({ to }))).toBe("/");
});

test("from the beginning it leads to the beginning", () => {
  expect(signInPath({ pathname: "/", search: "" })).toBe("/sign-in");
  expect(destinationOf(new URLSearchParams())).toBe("/");
});
