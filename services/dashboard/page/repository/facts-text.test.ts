import { expect, test } from "vitest";
import { factsOfText, textOfFacts } from "./facts-text.ts";

test("what is said of a repository is the same after it was filled in", () => {
  const facts = {
    owner: "Ada",
    team: "payments",
    tags: ["pci"],
    confidentialityYears: 0,
    criticality: "high",
  } as const;
  const given = factsOfText("https://git.example/a", textOfFacts({ ...facts, tags: [...facts.tags] }));
  expect(given).toEqual({ target: "https://git.example/a", ...facts });
});

test("tags are words, however they were pasted", () => {
  const text = { ...textOfFacts({ tags: [] }), tags: ["pci, sox", "core"] };
  expect(factsOfText("https://git.example/a", text).tags).toEqual(["pci", "sox", "core"]);
});

test("what is left empty is not said", () => {
  const text = { ...textOfFacts({ tags: [] }), owner: "  ", criticality: "enormous" };
  expect(factsOfText("https://git.example/a", text)).toEqual({ target: "https://git.example/a", tags: [] });
});
