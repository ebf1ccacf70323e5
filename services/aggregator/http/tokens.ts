/**
 * The tokens file: one token a line, `sha256:<hex> role=viewer repositories=https://git.example/team/* name=dashboard`.
 * Without `role` a token is an admin's, without `repositories` and `teams=payments,web` it is for all repositories; with
 * both it is for those that both let be. The file is looked at again every
 * two seconds, so that a token is withdrawn without a restart.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Logger } from "@pqc-audit/platform/logging/logger.ts";
import { createIdentity, type Identity, isRole, ROLES } from "./identity.ts";

const MIN_TOKEN = 16;
const LOOK_AGAIN_MS = 2_000;

interface Token {
  /** Tokens are random, so nothing slower than SHA-256 is needed, and none stays in memory. */
  readonly hash: Buffer;
  readonly plain: boolean;
  readonly identity: Identity;
}

/** The identity of a bearer token; undefined where no one has it. */
export type FindIdentity = (token: string) => Promise<Identity | undefined>;

const sha256 = (text: string) => createHash("sha256").update(text).digest();

function hashOf(text: string, where: string): { readonly hash: Buffer; readonly plain: boolean } {
  const hashed = /^sha256:([0-9a-f]{64})$/.exec(text)?.[1];
  if (hashed !== undefined) return { hash: Buffer.from(hashed, "hex"), plain: false };
  if (text.startsWith("sha256:")) throw new UsageError(`${where}: sha256: is followed by 64 hex digits, in lower case`);
  if (text.length < MIN_TOKEN) throw new UsageError(`${where} has fewer than ${MIN_TOKEN} characters`);
  return { hash: sha256(text), plain: true };
}

function parseLine(line: string, where: string, number: number): Token {
  const [text = "", ...settings] = line.split(/\s+/);
  let named: string | undefined;
  let role: Identity["role"] = "admin";
  let repositories: string[] | undefined;
  let teams: string[] | undefined;
  for (const setting of settings) {
    const [, key, value = ""] = /^([a-z]+)=(.+)$/.exec(setting) ?? [];
    if (key === "name") named = value;
    else if (key === "role") {
      if (!isRole(value)) throw new UsageError(`${where}: role=${value} is none of ${ROLES.join(", ")}`);
      role = value;
    } else if (key === "repositories") {
      // A comma inside { } belongs to the glob.
      repositories = [...(repositories ?? []), ...value.split(/,(?![^{]{0,1000}\})/)];
    } else if (key === "teams") {
      teams = [...(teams ?? []), ...value.split(",")];
      if (teams.includes(""))
        throw new UsageError(`${where}: ${setting} holds an empty name: write teams=payments,web`);
    } else {
      throw new UsageError(`${where}: ${setting.split("=")[0]} is none of role=, repositories=, teams=, name=`);
    }
  }
  try {
    const hashed = hashOf(text, where);
    // A name outlives the token; without one it is the token that counts.
    const id = named === undefined ? `token:${hashed.hash.toString("hex").slice(0, 16)}` : `name:${named}`;
    const reach = { ...(repositories && { repositories }), ...(teams && { teams }) };
    return { ...hashed, identity: createIdentity(id, named ?? `token ${number}`, role, reach) };
  } catch (thrown) {
    const message = messageOf(thrown);
    throw new UsageError(message.startsWith(where) ? message : `${where}: ${message}`, { cause: thrown });
  }
}

/** Throws `UsageError` naming file and token, never the token itself. */
export async function readTokens(file: string): Promise<readonly Token[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    throw new UsageError(`http.tokens_file ${file} cannot be read: ${messageOf(thrown)}`, { cause: thrown });
  }
  const lines = text.split("\n").map((line) => line.trim());
  const given = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (given.length === 0) throw new UsageError(`http.tokens_file ${file} holds no token: put one on a line`);
  const tokens = given.map((line, at) => parseLine(line, `http.tokens_file ${file}: token ${at + 1}`, at + 1));
  const seen = new Map<string, number>();
  for (const [at, { hash }] of tokens.entries()) {
    const first = seen.get(hash.toString("hex"));
    if (first !== undefined) throw new UsageError(`http.tokens_file ${file}: token ${at + 1} is token ${first} again`);
    seen.set(hash.toString("hex"), at + 1);
  }
  return tokens;
}

/** Throws `UsageError` where the file cannot be used at start; later the tokens read last stay, and the log says so. */
export async function openTokens(file: string, logger: Logger, clock: () => number = Date.now): Promise<FindIdentity> {
  const stateOf = async () => {
    const { mtimeMs, size, ino } = await stat(file);
    return [mtimeMs, size, ino].join();
  };
  const read = async () => {
    const tokens = await readTokens(file);
    const plain = tokens.filter((token) => token.plain).length;
    if (plain > 0) {
      logger.warn("tokens stand in plain text in http.tokens_file: store sha256:<hex> of each instead", {
        file,
        plain,
      });
    }
    return tokens;
  };
  let tokens = await read();
  let state = await stateOf();
  let lookedAt = clock();

  async function refresh(): Promise<void> {
    if (clock() - lookedAt < LOOK_AGAIN_MS) return;
    lookedAt = clock();
    try {
      const now = await stateOf();
      if (now === state) return;
      tokens = await read();
      state = now;
      logger.info("http.tokens_file was read again", { file, tokens: tokens.length });
    } catch (thrown) {
      logger.error("http.tokens_file cannot be used any more: the tokens read before stay", { err: thrown, file });
    }
  }

  return async (token) => {
    await refresh();
    const hash = sha256(token);
    // Every token is compared, so that the time says nothing about which one was near.
    return tokens.filter((known) => timingSafeEqual(known.hash, hash))[0]?.identity;
  };
}
