/**
 * A nats-server that knows nobody by password: an operator signs an account, the account signs users, and a user shows a
 * JWT and proves that it holds the key of it. As `nsc` would set it up, made for one test.
 */
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nkeys } from "nats";
import { freePort } from "./port.ts";
import { type ServerProcess, startProcess } from "./process.ts";
import { locateTool } from "./tools.ts";

export interface Permissions {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

export interface AccountServer {
  readonly url: string;
  /** The text of a credentials file of a new user. */
  issue(name: string, permissions: Permissions, options?: { readonly expiresInSeconds?: number }): string;
  start(): Promise<ServerProcess>;
}

type KeyPair = ReturnType<typeof nkeys.createUser>;

const seconds = () => Math.floor(Date.now() / 1000);
const encoded = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

function signed(issuer: KeyPair, subject: string, name: string, nats: object, more: object = {}): string {
  const claims = {
    jti: randomBytes(16).toString("hex"),
    iat: seconds(),
    iss: issuer.getPublicKey(),
    sub: subject,
    name,
  };
  const text = `${encoded({ typ: "JWT", alg: "ed25519-nkey" })}.${encoded({ ...claims, ...more, nats })}`;
  return `${text}.${Buffer.from(issuer.sign(Buffer.from(text))).toString("base64url")}`;
}

const UNLIMITED = {
  ...{ subs: -1, data: -1, payload: -1, imports: -1, exports: -1, wildcards: true, conn: -1, leaf: -1 },
  ...{ mem_storage: -1, disk_storage: -1, streams: -1, consumer: -1 },
};

/** Not started yet. */
export async function prepareAccountServer(folder: string): Promise<AccountServer> {
  const [operator, system, account] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createAccount()];
  const port = await freePort();
  const accountJwt = (key: KeyPair, name: string, limits: object) =>
    signed(operator, key.getPublicKey(), name, { type: "account", version: 2, limits });
  const { mem_storage: _m, disk_storage: _d, streams: _s, consumer: _c, ...plain } = UNLIMITED;
  const config = {
    listen: `127.0.0.1:${port}`,
    server_name: "accounts",
    jetstream: { store_dir: join(folder, "accounts-store") },
    operator: signed(operator, operator.getPublicKey(), "operator", { type: "operator", version: 2 }),
    system_account: system.getPublicKey(),
    resolver: "MEMORY",
    resolver_preload: {
      [system.getPublicKey()]: accountJwt(system, "system", plain),
      [account.getPublicKey()]: accountJwt(account, "pqc-audit", UNLIMITED),
    },
  };
  const file = join(folder, "accounts.conf");
  await writeFile(file, JSON.stringify(config));
  const command = await locateTool("nats-server");
  return {
    url: `nats://127.0.0.1:${port}`,
    issue(name, permissions, options = {}) {
      const user = nkeys.createUser();
      const nats = {
        ...{ type: "user", version: 2, subs: -1, data: -1, payload: -1 },
        ...{ pub: { allow: permissions.publish }, sub: { allow: permissions.subscribe } },
      };
      const { expiresInSeconds } = options;
      const more = expiresInSeconds === undefined ? {} : { exp: seconds() + expiresInSeconds };
      const jwt = signed(account, user.getPublicKey(), name, nats, more);
      const seed = Buffer.from(user.getSeed()).toString();
      return (
        `-----BEGIN NATS USER JWT-----\n${jwt}\n------END NATS USER JWT------\n\n` +
        `-----BEGIN USER NKEY SEED-----\n${seed}\n------END USER NKEY SEED------\n`
      );
    },
    start: () =>
      startProcess({
        name: "nats-server",
        command,
        args: ["-c", file],
        ready: (output) => output.includes("Server is ready"),
      }),
  };
}
