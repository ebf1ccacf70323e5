import { expect, test } from "vitest";
import { aboutText } from "./requirement-text.ts";

const day = { date: "2030-12-31", requirement: "gone" };

test.each([
  [day, "every use"],
  [
    { ...day, quantum: ["broken"], purposes: ["signature", "hash"] },
    "to a quantum computer broken; for signature or hash",
  ],
  [{ ...day, strengthBelow: 112, keySizeBelow: 2048 }, "strength below 112 bits; key below 2048 bits"],
])("%o is about %s", (requirement, text) => {
  expect(aboutText(requirement)).toBe(text);
});
