import { expect, test, vi } from "vitest";
import { againstOf } from "./against.ts";
import { Answers } from "./answers.ts";

test("average, shares and the slowest of a route, and what went wrong, are told", () => {
  const answers = new Answers();
  for (let ms = 1; ms <= 100; ms++) answers.add("findings", 200, ms);
  answers.add("findings", 503, 100);
  answers.add("status", "ECONNRESET", 1);
  expect(answers.mean("findings")).toBeCloseTo(5150 / 101);
  expect(answers.at("findings", 0.5)).toBe(51);
  expect(answers.at("findings", 1)).toBe(100);
  expect(answers.errors).toEqual(["1 x findings: 503", "1 x status: ECONNRESET"]);
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => void lines.push(line));
  answers.print();
  log.mockRestore();
  expect(lines.join("\n")).toMatch(/a second +average +p50 +p99 +max/);
});

test("a service that runs already is named by its URL; without one the load starts its own", () => {
  expect(againstOf(["cluster"])).toBeUndefined();
  const asked = againstOf(
    ["--url", "https://audit.example/", "--repository", "https://git.example/a.git", "--clients", "5"],
    { PQC_AUDIT_TOKEN: "t" },
  );
  expect(asked).toEqual({
    url: "https://audit.example",
    token: "t",
    repositories: ["https://git.example/a.git"],
    clients: 5,
    seconds: 60,
    thinkMs: 1000,
  });
  expect(() => againstOf(["--url", "https://audit.example", "--clients", "many"])).toThrow("--clients is many");
});
