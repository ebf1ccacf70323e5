/** What depends on the version of the server. It is asked at each use: after a reconnect another one may answer. */
import type { NatsConnection } from "nats";
import { UsageError } from "../../errors.ts";

type Version = readonly [major: number, minor: number, patch: number];

/** JetStream as it is used here is in Debian's 2.9 and every release since; both ends are under the contract tests. */
const oldest: Version = [2, 9, 0];
/** Before it a termination with a reason is not understood, and the message is delivered again. */
const termReason: Version = [2, 10, 4];

function parse(version: string | undefined): Version | undefined {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  return patch === undefined ? undefined : [Number(major), Number(minor), Number(patch)];
}

/** A version that cannot be read is taken for a current one. */
export function reaches(version: string | undefined, wanted: Version): boolean {
  const given = parse(version);
  if (given === undefined) return true;
  for (const [at, number] of given.entries()) {
    const difference = number - (wanted[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** Throws `UsageError` where the server is older than what this adapter is tested with. */
export function demandVersion({ info }: Pick<NatsConnection, "info">): void {
  if (reaches(info?.version, oldest)) return;
  throw new UsageError(`nats-server ${info?.version} is too old: ${oldest.slice(0, 2).join(".")} or later is needed`);
}

export function takesTermReason({ info }: Pick<NatsConnection, "info">): boolean {
  return reaches(info?.version, termReason);
}
