import { parseGitUrl } from "@pqc-audit/coordinator/sources/git-url.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { expect, test } from "vitest";
import { ALL_RIGHTS, type RepositoryRights } from "../join/policy.ts";
import { type Aggregator, createAggregator } from "../service.ts";
import { commitScan, ENGINE, makeFact } from "../test-scan.ts";

const open = (repositoryRights?: RepositoryRights) =>
  createAggregator({
    config: {
      store: { kind: "sqlite", file: ":memory:" },
      http: { host: "127.0.0.1", port: 0 },
      scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
      finisherPollMs: 50,
      ...(repositoryRights && { repositoryRights }),
    },
    engineDigest: ENGINE,
    version: "1.2.3",
    logger: silentLogger,
    checkTarget: (target) => parseGitUrl(target).url,
  });

const TEXT = "dataLifetimes: [{ paths: [a.py], years: 7 }]\nscopes: [{ paths: [a.py], scope: example }]\n";
const AGREED = makeFact({ algorithm: "ECDH", family: "ECDH", quantum: "broken", purpose: "key-establishment" });

/** Scope, and whether the life of the data counts, as stored and under another mandate. */
async function judged({ http, ...services }: Aggregator): Promise<unknown> {
  const payload = { target: "https://git.example.org/own-policy" };
  const { id } = (await http.inject({ method: "POST", url: "/api/v1/scans", payload })).json<{ id: string }>();
  await commitScan(services, { "a.py": [AGREED] }, { policy: { text: TEXT } });
  const scan = `/api/v1/scans/${id}`;
  await expect.poll(async () => (await http.inject(scan)).json().state, { timeout: 20_000 }).toBe("completed");
  const answers = ["", "?mandate=eu-roadmap"].map(async (query) => {
    const { results } = (await http.inject(`${scan}/findings${query}`)).json<{ results: Finding[] }>();
    return results.map(({ scope, deadlines }) => [scope, deadlines.some(({ actBy }) => actBy !== undefined)]);
  });
  return (await Promise.all(answers)).flat();
}

test.each<[string, RepositoryRights | undefined, unknown]>([
  [
    "may",
    undefined,
    [
      ["example", true],
      ["example", true],
    ],
  ],
  [
    "may not",
    { ...ALL_RIGHTS, rescope: false },
    [
      ["production", false],
      ["production", false],
    ],
  ],
])(
  "what the repository says of its files counts where it %s say it, under whatever mandate",
  async (_, rights, expected) => {
    const aggregator = await open(rights);
    try {
      await aggregator.start();
      expect(await judged(aggregator)).toEqual(expected);
    } finally {
      await aggregator.stop();
    }
  },
);
