/** One process of each service with its real servers, for tests that look at what processes say of themselves. */
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { startNats } from "../servers/nats.ts";
import { startPostgres } from "../servers/postgres.ts";
import { startS3 } from "../servers/s3.ts";
import { loopback, startService } from "./command.ts";

export const SERVICES = ["aggregator", "coordinator", "worker"] as const;
export type Service = (typeof SERVICES)[number];

export interface SmallCluster {
  /** Where each answers: the API of the aggregator, the health port of the others. */
  readonly urls: Readonly<Record<Service, string>>;
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Further sections of the configuration of all. */
  readonly config?: object;
  /** Further keys of the section `health` of one of them. */
  readonly health?: (service: Service) => object;
  readonly env?: (service: Service) => Readonly<Record<string, string>>;
}

/** Repositories of `folder` may be scanned. */
export async function startSmallCluster(folder: string, options: ClusterOptions = {}): Promise<SmallCluster> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  const [nats, s3, postgres] = await Promise.all([startNats(), startS3(), startPostgres()]);
  stops.push(nats.stop, s3.stop, postgres.stop);
  const secret = join(folder, "s3-secret");
  await writeFile(secret, s3.secretAccessKey, { mode: 0o600 });
  const [grpc, http] = [await loopback(), await loopback()];
  const { endpoint, region, bucket, accessKeyId } = s3;
  const shared = {
    nats: { servers: [nats.url] },
    s3: { endpoint, region, bucket, access_key_id: accessKeyId, secret_access_key_file: secret },
    database: { url: postgres.url },
    grpc: { listen: grpc, aggregator: grpc },
    http: { listen: http },
    sources: { file_roots: [folder] },
    ...options.config,
  };
  const urls = { aggregator: `http://${http}`, coordinator: "", worker: "" };
  try {
    for (const service of SERVICES) {
      const health = await loopback();
      if (service !== "aggregator") urls[service] = `http://${health}`;
      const file = join(folder, `${service}.yaml`);
      await writeFile(file, stringify({ ...shared, health: { listen: health, ...options.health?.(service) } }));
      const env = options.env?.(service) ?? {};
      stops.push((await startService(service, service, file, `${urls[service]}/readyz`, { env })).stop);
    }
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { urls, stop };
}

/** With one finding. Answers its URL. */
export async function makeRepository(folder: string): Promise<string> {
  const repository = join(folder, "repository");
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", repository, "-c", "user.name=test", "-c", "user.email=test@example.org", ...args]);
  execFileSync("git", ["init", "--quiet", repository]);
  await writeFile(join(repository, "a.py"), 'import hashlib\nhashlib.md5(b"x")\n');
  git("add", "--all");
  git("commit", "--quiet", "--message", "one file");
  return `file://${repository}`;
}
