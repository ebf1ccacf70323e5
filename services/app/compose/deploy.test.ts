import { readFileSync } from "node:fs";
import { allKeys } from "@pqc-audit/platform/config/config.ts";
import { variableOf } from "@pqc-audit/platform/config/environment.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { TARGETS } from "./targets.ts";

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

const file = new URL("../../../deploy/compose.yaml", import.meta.url);
const compose = parse(readFileSync(file, "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, unknown>>;
};
const ours = Object.entries(compose.services).filter(([, service]) => service.command?.[0] === "serve");

test("each target of a cluster has a service", () => {
  const targets = ours.map(([name, service]) => [name, service.command?.[1]]);
  const cluster = Object.keys(TARGETS).filter((target) => target !== "all");
  expect(targets.sort()).toEqual(cluster.map((target) => [target, `--target=${target}`]).sort());
});

test.each(ours)("%s sets only keys that exist, and mounts every secret it names", (_name, service) => {
  const variables = new Set([...allKeys()].map((key) => variableOf(key.name)));
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    expect([...variables]).toContain(variable);
    const secret = /^\/run\/secrets\/(.+)$/.exec(value)?.[1];
    if (secret === undefined) continue;
    expect(service.secrets).toContain(secret);
    expect(Object.keys(compose.secrets)).toContain(secret);
  }
});
