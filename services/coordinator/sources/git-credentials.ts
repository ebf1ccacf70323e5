/** Who git may say it is, host by host. Secrets come from files and are read at each use, so that they can be rotated. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";

export interface HostCredentials {
  /** File with a token for HTTPS: one line, the token or `user:token`. */
  readonly tokenFile?: string;
  /** User name that goes with the token, whatever the file says. Default `x-access-token`, which GitHub and GitLab accept. */
  readonly username?: string;
  /** Private key for SSH, without passphrase. */
  readonly sshKeyFile?: string;
  /** Known hosts for SSH. Where absent, a host is trusted at first sight. */
  readonly knownHostsFile?: string;
  /** Socket of an SSH agent. */
  readonly sshAgentSocket?: string;
}

export interface GitCredentials extends HostCredentials {
  /** Hosts that token, key and agent are for; every host where absent, which only the person who names the URL may choose. */
  readonly hosts?: readonly string[];
  /** Folder with `HOST.token` and `HOST.ssh-key` for hosts with credentials of their own. */
  readonly folder?: string;
}

/** What git may use for this host: what the folder has for it, else what is given for a list of hosts. */
export function credentialsFor(host: string, given: GitCredentials): HostCredentials {
  const { hosts, folder, knownHostsFile, ...shared } = given;
  // Whom to trust is no secret: it goes for every host.
  const trusted = knownHostsFile === undefined ? {} : { knownHostsFile };
  // A host has no slash and no leading dot, so it names a file of the folder and nothing else.
  const own = (ending: string) => {
    const path = folder === undefined ? undefined : join(folder, `${host}.${ending}`);
    return path !== undefined && existsSync(path) ? path : undefined;
  };
  const [tokenFile, sshKeyFile] = [own("token"), own("ssh-key")];
  if (host !== "" && (tokenFile !== undefined || sshKeyFile !== undefined)) {
    return {
      ...trusted,
      ...(tokenFile !== undefined && { tokenFile }),
      ...(sshKeyFile !== undefined && { sshKeyFile }),
    };
  }
  return hosts === undefined || hosts.includes(host) ? { ...trusted, ...shared } : trusted;
}

/** Throws `UsageError` naming the file, never what it holds. */
export function loginOf(file: string): { readonly user: string; readonly token: string } {
  let text: string;
  try {
    text = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UsageError(`Cannot read the token file ${file}: ${messageOf(error).split(",")[0]}.`, { cause: error });
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break would end the header
  if (text === "" || /[\u0000-\u001f]/.test(text)) throw new UsageError(`The token file ${file} must hold one line.`);
  const colon = text.indexOf(":");
  if (colon < 0) return { user: "x-access-token", token: text };
  const [user, token] = [text.slice(0, colon), text.slice(colon + 1)];
  if (user === "" || token === "") throw new UsageError(`The token file ${file} must hold TOKEN or USER:TOKEN.`);
  return { user, token };
}

/** What HTTP's basic authentication is told (RFC 7617), and everything in it that no message may show. */
export function basicLogin({ tokenFile, username }: HostCredentials): { basic: string; secrets: string[] } | undefined {
  if (tokenFile === undefined) return undefined;
  const { user, token } = loginOf(tokenFile);
  const basic = Buffer.from(`${username ?? user}:${token}`).toString("base64");
  return { basic, secrets: [token, basic] };
}
