import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { readTokens } from "@pqc-audit/aggregator/http/tokens.ts";
import { allKeys } from "@pqc-audit/platform/config/config.ts";
import { variableOf } from "@pqc-audit/platform/config/environment.ts";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { makeSecrets } from "../../../deploy/secrets.ts";
import { TARGETS } from "./targets.ts";

interface ComposeService {
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

const file = new URL("../../../deploy/compose.yaml", import.meta.url);
const compose = parse(readFileSync(file, "utf8"), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
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

test("make secrets makes what compose mounts, once, and a token that the API takes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "secrets-"));
  try {
    const made = makeSecrets(folder);
    for (const { file } of Object.values(compose.secrets)) {
      expect(dirname(file)).toBe("secrets");
      expect(made).toContain(basename(file));
    }
    expect(compose.services.s3).toMatchObject({ env_file: ["secrets/s3.env"] });
    expect(readFileSync(join(folder, "s3.env"), "utf8")).toContain(readFileSync(join(folder, "s3_secret"), "utf8"));
    expect(await readTokens(join(folder, "api_tokens"))).toHaveLength(1);
    expect(makeSecrets(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
