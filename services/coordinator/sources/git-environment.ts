/** What git may know: where it may go, whom it may say it is, and that it runs nothing of the repository's. */
import { isIP } from "node:net";
import { delimiter, resolve } from "node:path";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { credentialsFor, type GitCredentials, type HostCredentials } from "./git-credentials.ts";
import { httpLogin, ownerIn } from "./git-login.ts";
import type { GitContext } from "./git-process.ts";
import type { GitUrl, GitUrlPolicy } from "./git-url.ts";

export interface GitNetwork extends GitUrlPolicy {
  /** PEM file of the authorities to trust for HTTPS. */
  readonly caFile?: string;
  readonly proxy?: string;
  /** Hosts of `ssh://` are trusted at first sight where no known ones are given: for whoever sits at a terminal. Default false. */
  readonly trustNewHosts?: boolean;
}

/** Settings of every git command here; the repository's own configuration has no say. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ["core.hooksPath", "/dev/null"],
  ["core.fsmonitor", "false"],
  ["core.bigFileThreshold", "32m"],
  // Each thread has a cache of its own: memory is bounded, however many cores there are.
  ["pack.threads", "4"],
  ["credential.helper", ""],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  // One pack however small the repository: a loose object is a file each.
  ["fetch.unpackLimit", "1"],
  ["transfer.unpackLimit", "1"],
  ["fetch.writeCommitGraph", "false"],
  ["submodule.recurse", "false"],
  // Where else contents could be had is for us to say, not for the server.
  ["transfer.bundleURI", "false"],
  ["promisor.acceptFromServer", "none"],
  ["http.lowSpeedLimit", "1000"],
  ["http.lowSpeedTime", "60"],
];

/** Made anew for each command. Failures as of `httpLogin`. */
export async function gitContext(
  home: string,
  target: GitUrl,
  addresses: readonly string[],
  given: GitCredentials,
  network: GitNetwork,
): Promise<GitContext> {
  const credentials = credentialsFor(target.host, given);
  const settings: (readonly [string, string])[] = [...SETTINGS, ["remote.origin.url", target.url]];
  const secrets: string[] = [];
  let advice: string | undefined;
  const web = target.protocol === "https" || target.protocol === "http";
  if (web) {
    if (!network.proxy && isIP(target.host) === 0) {
      const pinned = addresses.map((each) => (each.includes(":") ? `[${each}]` : each)).join(",");
      settings.push(["http.curloptResolve", `${target.host}:${target.port}:${pinned}`]);
    }
    if (network.proxy) settings.push(["http.proxy", network.proxy]);
    if (network.caFile) settings.push(["http.sslCAInfo", resolve(network.caFile)]);
    // A redirect would lead past the check of host and address, and git would carry the token along.
    const follow = network.allowPrivateAddresses && !network.allowHosts && !credentials.tokenFile && !credentials.app;
    settings.push(["http.followRedirects", follow ? "initial" : "false"]);
    const login = await httpLogin({ ...target, owner: ownerIn(target.url) }, credentials, network.caFile);
    if (!("token" in login)) advice = login.advice;
    else {
      secrets.push(...login.secrets);
      settings.push([`http.${new URL(target.url).origin}/.extraHeader`, `Authorization: Basic ${login.basic}`]);
    }
  }
  const env: Record<string, string> = {
    ...cleanEnvironment(home),
    GIT_TERMINAL_PROMPT: "0",
    GIT_LFS_SKIP_SMUDGE: "1",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_ALLOW_PROTOCOL: target.protocol,
    ...configuration(settings),
  };
  if (target.protocol === "ssh") {
    if (credentials.knownHostsFile === undefined && !network.trustNewHosts) {
      throw new UsageError(
        `${target.host} is asked over ssh only with a host key that is known: write it into a file (ssh-keyscan ${target.host}, compared with what its owner says) and name that in sources.known_hosts_file.`,
      );
    }
    env.GIT_SSH_COMMAND = sshCommand(target, addresses, credentials, home);
    env.GIT_SSH_VARIANT = "ssh";
    if (credentials.sshAgentSocket) env.SSH_AUTH_SOCK = credentials.sshAgentSocket;
  }
  return { env, secrets, ...(advice !== undefined && { advice }) };
}

/** Settings of the user or the machine have no say. */
export function cleanEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? ["/usr/local/bin", "/usr/bin", "/bin"].join(delimiter),
    HOME: home,
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    // What was left at a server is asked for in batches: no command goes and fetches a single object by itself.
    GIT_NO_LAZY_FETCH: "1",
  };
}

/** The environment for reading what was fetched: no remote, so nothing can be fetched behind our back. */
export function localContext(home: string, gitDir: string, objects: string): GitContext {
  return {
    env: {
      ...cleanEnvironment(home),
      GIT_ALLOW_PROTOCOL: "",
      GIT_OPTIONAL_LOCKS: "0",
      GIT_DIR: gitDir,
      GIT_OBJECT_DIRECTORY: objects,
      ...configuration(SETTINGS),
    },
    secrets: [],
  };
}

/** Configuration through the environment: never on a command line, where every user of the machine can read it. */
function configuration(settings: readonly (readonly [string, string])[]): Record<string, string> {
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [index, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}

/** As ssh and ssh-keyscan write it into a file of known hosts; an alias is looked up as it stands, without the port. */
function hostKeyName({ host, port }: GitUrl): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

function sshCommand(target: GitUrl, addresses: readonly string[], credentials: HostCredentials, home: string): string {
  const known = credentials.knownHostsFile;
  const words = [
    "ssh",
    ...["-F", "/dev/null", "-o", "BatchMode=yes", "-o", "ConnectTimeout=20", "-o", "ServerAliveInterval=15"],
    ...["-o", "ClearAllForwardings=yes", "-o", "PermitLocalCommand=no"],
    ...["-o", `StrictHostKeyChecking=${known ? "yes" : "accept-new"}`],
    ...["-o", `UserKnownHostsFile=${known ? resolve(known) : `${home}/known_hosts`}`, "-o", "UpdateHostKeys=no"],
    ...(known ? ["-o", "GlobalKnownHostsFile=/dev/null"] : []),
    ...(addresses[0] ? ["-o", `HostName=${addresses[0]}`, "-o", `HostKeyAlias=${hostKeyName(target)}`] : []),
    ...(credentials.sshKeyFile ? ["-i", resolve(credentials.sshKeyFile), "-o", "IdentitiesOnly=yes"] : []),
  ];
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
}
