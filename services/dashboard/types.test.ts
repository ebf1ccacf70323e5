import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { apiTypes, TYPES } from "./types.ts";

test("the page's types are those of the API; where not, run `node services/dashboard/types.ts`", async () => {
  expect(await readFile(TYPES, "utf8")).toBe(await apiTypes());
});
