import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { promtool } from "./promtool.ts";
import { CHART } from "./render.ts";

const RULES = `${CHART}/files/alerts.yaml`;
const CASES = fileURLToPath(new URL("alerts.yaml", import.meta.url));

interface Case {
  readonly alert_rule_test: readonly { readonly alertname: string; readonly exp_alerts: readonly unknown[] }[];
}

test("promtool finds nothing wrong with the rules", async () => {
  expect(await promtool(["check", "rules", "--lint=all", "--lint-fatal", RULES])).toMatchObject({ passed: true });
});

test("every alert fires over what it is for, says what it should, and is silent over what is like it", async () => {
  const { passed, said } = await promtool(["test", "rules", CASES]);
  expect(passed, said).toBe(true);
});

test("every alert has a case in which it fires and one in which it does not", () => {
  const { groups } = parse(readFileSync(RULES, "utf8")) as { groups: { rules: { alert: string }[] }[] };
  const alerts = groups.flatMap(({ rules }) => rules.map(({ alert }) => alert)).sort();
  const { tests } = parse(readFileSync(CASES, "utf8")) as { tests: Case[] };
  const cases = tests.flatMap((each) => each.alert_rule_test);
  const named = (fires: boolean) =>
    [...new Set(cases.filter((each) => each.exp_alerts.length > 0 === fires).map((each) => each.alertname))].sort();
  expect(named(true)).toEqual(alerts);
  expect(named(false)).toEqual(alerts);
});
