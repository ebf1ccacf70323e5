/** Repositories over SSH: OpenSSH's client as git starts it, against a server that checks keys. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TestRepository } from "@pqc-audit/coordinator/sources/git.fixture.ts";
import { type GitOptions, openGit } from "@pqc-audit/coordinator/sources/git.ts";
import { headOfGit } from "@pqc-audit/coordinator/sources/git-head.ts";
import { TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeKey, type SshServer, startSshServer } from "../servers/ssh.ts";

let folder: string;
let keys: string;
let repository: TestRepository;
let server: SshServer;
let commit: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pqc-audit-ssh-"));
  keys = join(folder, "keys");
  mkdirSync(keys);
  makeKey(join(keys, "localhost.ssh-key"));
  makeKey(join(folder, "stranger"));
  repository = new TestRepository();
  commit = repository.commit(repository.files({ "a.c": "int a;", "b/b.c": "int b;" }));
  server = await startSshServer(repository.folder, join(keys, "localhost.ssh-key"), folder);
});
afterAll(async () => {
  await server?.stop();
  repository?.remove();
  rmSync(folder, { recursive: true, force: true });
});

const url = () => `ssh://git@localhost:${server.port}/repo.git`;

function known(hostKey: string): string {
  const file = join(folder, "known_hosts");
  writeFileSync(file, `[localhost]:${server.port} ${hostKey}\n`);
  return file;
}

const options = (knownHostsFile: string | undefined): GitOptions => ({
  allowPrivateAddresses: true,
  temporaryFolder: folder,
  credentials: { folder: keys, hosts: [], ...(knownHostsFile !== undefined && { knownHostsFile }) },
});

async function texts(given: GitOptions): Promise<string[]> {
  const source = await openGit(url(), given);
  try {
    expect(source.commit).toBe(commit);
    const entries = await Array.fromAsync(source.entries());
    return (await Array.fromAsync(source.read(entries))).map(({ bytes }) => Buffer.from(bytes).toString());
  } finally {
    await source.close();
  }
}

test("a repository is read with the key of its host from a server whose key is known, at once and when it is wanted", async () => {
  const given = options(known(server.hostKey));
  expect(await headOfGit(url(), given)).toBe(commit);
  expect(await texts(given)).toEqual(["int a;", "int b;"]);
  expect(await texts({ ...given, onDemand: true })).toEqual(["int a;", "int b;"]);
  expect(server.log()).toMatch(/login: git/);
});

test("a server with another key than the known one is told nothing", async () => {
  const before = server.log().match(/login/g)?.length;
  const given = options(known(makeKey(join(folder, "other-host"))));
  for (const asked of [() => texts(given), () => headOfGit(url(), given)]) {
    const failure: unknown = await asked().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TerminalError);
    expect(String(failure)).toMatch(/No access to .*host key/i);
  }
  expect(server.log().match(/login/g)?.length).toBe(before);
});

test("without known hosts a server asks nobody over SSH and says what is missing; a person at a terminal trusts whom they name", async () => {
  const before = server.log();
  for (const asked of [() => texts(options(undefined)), () => headOfGit(url(), options(undefined))]) {
    const failure: unknown = await asked().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect(String(failure)).toMatch(
      /localhost is asked over ssh only .*ssh-keyscan localhost.*sources\.known_hosts_file/,
    );
  }
  expect(server.log()).toBe(before);
  expect(await texts({ ...options(undefined), trustNewHosts: true })).toEqual(["int a;", "int b;"]);
});

test("a key that the server does not know is refused", async () => {
  const sshKeyFile = join(folder, "stranger");
  const credentials = { sshKeyFile, hosts: ["localhost"], knownHostsFile: known(server.hostKey) };
  const failure: unknown = await texts({ ...options(undefined), credentials }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TerminalError);
  expect(String(failure)).toMatch(/No access to .*Permission denied/);
});
