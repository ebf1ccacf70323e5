/** Who git may say it is, host by host. Secrets come from files and are read at each use, so that they can be rotated. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";
import type { AppFiles } from "./github-app/app.ts";

export interface HostCredentials {
  /** File with a token for HTTPS: one line, the token or `user:token`. */
  readonly tokenFile?: string;
  /** User name that goes with the token, whatever the file says. Default `x-access-token`, which GitHub and GitLab accept. */
  readonly username?: string;
  /** A GitHub App that gives out tokens for HTTPS. */
  readonly app?: AppFiles;
  /** Private key for SSH, without passphrase. */
  readonly sshKeyFile?: string;
  /** Known hosts for SSH. */
  readonly knownHostsFile?: string;
  /** Socket of an SSH agent. */
  readonly sshAgentSocket?: string;
}

export interface GitCredentials extends HostCredentials {
  /** Hosts that token, key and agent are for; every host where absent, which only the person who names the URL may choose. */
  readonly hosts?: readonly string[];
  /** Folder with `HOST.token`, or `HOST.app` and `HOST.app-key`, and `HOST.ssh-key` for hosts with credentials of their own. */
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
  const [tokenFile, appFile, sshKeyFile] = [own("token"), own("app"), own("ssh-key")];
  if (host !== "" && (tokenFile ?? appFile ?? sshKeyFile) !== undefined) {
    return {
      ...trusted,
      ...(tokenFile !== undefined && { tokenFile }),
      ...(appFile !== undefined && { app: { appFile, keyFile: `${appFile}-key` } }),
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
