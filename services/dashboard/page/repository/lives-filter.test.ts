import { expect, test } from "vitest";
import { livesFilterOf, withLivesFilter } from "./lives-filter.ts";

test("an address says which lives, and nonsense says nothing", () => {
  const of = (address: string) => livesFilterOf(new URLSearchParams(address));
  const all = { page: 1, state: undefined, verdict: undefined, family: undefined };
  expect(of("target=https://git.example/a&state=dead&verdict=&family=")).toEqual(all);
  expect(of("state=closed&verdict=weak-today&family=MD5&page=3")).toEqual({
    page: 3,
    state: "closed",
    verdict: "weak-today",
    family: "MD5",
  });
});

test("another choice keeps the repository and the other choices, and begins at the first page", () => {
  const search = new URLSearchParams("target=t&ref=main&state=open&page=4");
  expect(withLivesFilter(search, { family: "RSA" }).toString()).toBe("target=t&ref=main&state=open&family=RSA");
  expect(withLivesFilter(search, { state: "" }).toString()).toBe("target=t&ref=main");
});
