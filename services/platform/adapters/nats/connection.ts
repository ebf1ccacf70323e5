/** Connections to NATS that outlive outages: they reconnect for ever and notice a dead peer within half a minute. */
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type Authenticator,
  type ConnectionOptions,
  connect,
  credsAuthenticator,
  Events,
  type NatsConnection,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from "nats";
import { messageOf, RetryableError, UsageError } from "../../errors.ts";
import { reachableFirst } from "./servers.ts";

export interface NatsOptions {
  /** `nats://host:port` or `tls://host:port`. */
  readonly servers: readonly string[];
  /** Shown by the server's monitoring. */
  readonly name?: string;
  /** File with a user JWT and its key; read again at every (re)connect, so it may be rotated in place. */
  readonly credsFile?: string;
  readonly user?: string;
  /** File with the password of the user; read again at every (re)connect. */
  readonly passwordFile?: string;
  /** File with a token; read again at every (re)connect. */
  readonly tokenFile?: string;
  /** Where answers come to: subjects below it that only this user may listen to. Default `_INBOX.<user>`, or `_INBOX`. */
  readonly inboxPrefix?: string;
  /** Demands TLS. The files are read again at every (re)connect. */
  readonly tls?: { readonly caFile?: string; readonly certFile?: string; readonly keyFile?: string };
  /** How long the first connection may take, retries included. Default 30 s; 0 tries once. */
  readonly connectWithinMs?: number;
}

const pingIntervalMs = 10_000;
const maxPingOut = 3;
const handshakeTimeoutMs = 5_000;

export const CONNECT_WITHIN_MS = 30_000;

/** Throws `RetryableError` where no server answers in time, `UsageError` where it answers and refuses. */
export async function connectNats(options: NatsOptions): Promise<NatsConnection> {
  const deadline = performance.now() + (options.connectWithinMs ?? CONNECT_WITHIN_MS);
  const servers = options.servers.join(", ");
  for (const file of [options.credsFile, options.tokenFile, options.passwordFile])
    if (file !== undefined) secretIn(file);
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      const connection = await connect(clientOptions(options, await reachableFirst(options.servers)));
      if (options.tls === undefined || encrypted(connection)) return connection;
      await connection.close();
      throw new UsageError(`TLS is configured, but the NATS server at ${servers} offers none`);
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const code = error instanceof Error && "code" in error ? String(error.code) : "";
      if (refusals.has(code)) {
        throw new UsageError(
          `the NATS server at ${servers} refuses this client (${messageOf(error)}): check its credentials`,
          {
            cause: error,
          },
        );
      }
      if (performance.now() + pauseMs >= deadline) {
        throw new RetryableError(`no NATS server answers at ${servers}: ${messageOf(error) || code}`, { cause: error });
      }
      await sleep(pauseMs);
    }
  }
}

const refusals = new Set([
  "AUTHORIZATION_VIOLATION",
  "AUTHENTICATION_EXPIRED",
  "BAD_CREDS",
  "BAD_AUTHENTICATION",
  "ACCOUNT_EXPIRED",
]);

function clientOptions(options: NatsOptions, servers: readonly string[]): ConnectionOptions {
  const { name, user, passwordFile, tokenFile, credsFile, tls } = options;
  // A prefix of the user's own, so that no other user has to be allowed to listen there.
  const inboxPrefix = options.inboxPrefix ?? (user === undefined ? undefined : `_INBOX.${user}`);
  return {
    servers: [...servers],
    noRandomize: true,
    maxReconnectAttempts: -1,
    // Otherwise two refusals in a row end the client for good, and credentials could not be rotated.
    ignoreAuthErrorAbort: true,
    reconnectTimeWait: 1_000,
    reconnectJitter: 500,
    timeout: handshakeTimeoutMs,
    pingInterval: pingIntervalMs,
    maxPingOut,
    noAsyncTraces: true,
    ...(name === undefined ? {} : { name }),
    ...(user === undefined || passwordFile === undefined
      ? {}
      : { authenticator: rereading(passwordFile, (secret) => usernamePasswordAuthenticator(user, textOf(secret))) }),
    ...(inboxPrefix === undefined ? {} : { inboxPrefix }),
    ...(tokenFile === undefined
      ? {}
      : { authenticator: rereading(tokenFile, (secret) => tokenAuthenticator(textOf(secret))) }),
    ...(credsFile === undefined ? {} : { authenticator: rereading(credsFile, credsAuthenticator) }),
    ...(tls === undefined ? {} : { tls }),
  };
}

const textOf = (secret: Buffer) => secret.toString().trim();

/**
 * Reads the file at every (re)connect. The client closes for good when its authenticator throws, so a file that is being
 * replaced at that moment (gone, half written) answers with what it held before; the server refuses that or takes it.
 */
function rereading(file: string, authenticatorOf: (secret: Buffer) => Authenticator): Authenticator {
  let known: Authenticator | undefined;
  return (nonce) => {
    try {
      const current = authenticatorOf(secretIn(file));
      const answer = current(nonce);
      known = current;
      return answer;
    } catch (error) {
      if (known === undefined) throw error;
      return known(nonce);
    }
  };
}

/** Until the connection is closed. */
export function onReconnect(connection: NatsConnection, told: () => void): void {
  void (async () => {
    for await (const { type } of connection.status()) if (type === Events.Reconnect) told();
  })();
}

function secretIn(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`the NATS credentials file ${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function encrypted({ info }: NatsConnection): boolean {
  return info?.tls_required === true || (info !== undefined && "tls_available" in info && info.tls_available === true);
}
