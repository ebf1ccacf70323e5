/**
 * The cluster of one machine, said once: which processes there are and what each is told. `make dev` starts them as processes;
 * deploy/compose.yaml, which does it in containers, is held to this by a test (services/app/compose/deploy.test.ts).
 */
import { allKeys } from "@pqc-audit/platform/config/config.ts";
import { variableOf } from "@pqc-audit/platform/config/environment.ts";

/** In the order in which they are started. */
export const CLUSTER_TARGETS = ["aggregator", "coordinator", "worker"] as const;
export type ClusterTarget = (typeof CLUSTER_TARGETS)[number];

export type Sections = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What differs between processes and containers: where things are, and whom to trust. */
export interface Places {
  readonly nats: string;
  readonly s3: {
    readonly endpoint: string;
    readonly region: string;
    readonly bucket: string;
    readonly accessKeyId: string;
    readonly secretFile: string;
  };
  readonly database: Readonly<Record<string, string>>;
  readonly http: string;
  readonly grpc: { readonly listen: string; readonly address: string };
  readonly health: Readonly<Record<Exclude<ClusterTarget, "aggregator">, string>>;
  /** Of the API: who may use it. */
  readonly access: Readonly<Record<string, string>>;
  /** Of aggregator and coordinator: which sources are allowed. */
  readonly sources: Readonly<Record<string, unknown>>;
}

/** The configuration of one process: the edges of the picture in ARCHITECTURE.md and no others. */
export function settingsOf(target: ClusterTarget, places: Places): Sections {
  const { s3, grpc, http, access, database, sources } = places;
  if (target === "aggregator")
    return { database, grpc: { listen: grpc.listen }, http: { listen: http, ...access }, sources };
  return {
    nats: { servers: [places.nats] },
    s3: {
      endpoint: s3.endpoint,
      region: s3.region,
      bucket: s3.bucket,
      access_key_id: s3.accessKeyId,
      secret_access_key_file: s3.secretFile,
    },
    grpc: { aggregator: grpc.address },
    health: { listen: places.health[target] },
    ...(target === "coordinator" && { sources }),
  };
}

/** The same as variables of an environment. Throws for a key that there is none of. */
export function environmentOf(settings: Sections): Readonly<Record<string, string>> {
  const known = new Set([...allKeys()].map(({ name }) => name));
  const entries = Object.entries(settings).flatMap(([section, keys]) =>
    Object.entries(keys).map(([key, value]) => {
      const name = `${section}.${key}`;
      if (!known.has(name)) throw new Error(`there is no key ${name}`);
      return [variableOf(name), Array.isArray(value) ? value.join(",") : String(value)] as const;
    }),
  );
  return Object.fromEntries(entries);
}
