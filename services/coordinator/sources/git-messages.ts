/** What a failed fetch means, decided by what git says; the patterns are git's, curl's and OpenSSH's English messages (`LC_ALL=C`). */
import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";

const NO_ACCESS =
  /authentication failed|could not read (username|password)|permission denied|host key verification|access denied|error: 40[13]/i;
const NOT_THERE = /not found|does not appear to be a git repository|does not exist|not a git repository|error: 404/i;
const NO_COMMIT = /not our ref|unadvertised object|couldn't find remote ref|no such remote ref|invalid (sha1|object)/i;
const AWAY =
  /could not resolve|failed to connect|couldn't connect|connection (refused|reset|timed out|closed)|timed out|timeout|early eof|unexpected disconnect|hung up|rpc failed|network is unreachable|no route to host|error: (5\d\d|429)|transfer closed|too slow|bytes of body are still expected/i;

/** `location` without credentials; `ref` as it was asked for; `advice` where it is known what is missing. */
export function explained(message: string, location: string, ref: string | undefined, advice?: string): Error {
  const said = message.replace(/\.$/, "");
  if (NO_ACCESS.test(said))
    return new TerminalError(
      `No access to ${location}: ${said}. ${advice ?? "Configure a token or SSH key file for its host."}`,
    );
  if (NO_COMMIT.test(said)) return new TerminalError(`${location} does not give out ${ref ?? "HEAD"}: ${said}.`);
  if (/error: 30\d/.test(said)) return new TerminalError(`${location} redirects elsewhere: give the final URL.`);
  // "Could not read from remote repository" follows both; what came before decides.
  if (AWAY.test(said)) return new RetryableError(`Cannot reach ${location}: ${said}.`);
  if (NOT_THERE.test(said))
    return new TerminalError(
      `${location} is not a git repository that can be read: ${said}.${advice === undefined ? "" : ` ${advice}`}`,
    );
  if (/mismatched algorithms|sha256/i.test(said)) {
    return new TerminalError(`${location} uses SHA-256 object ids, which are not supported.`);
  }
  return new TerminalError(`Cannot fetch ${location}: ${said}.`);
}
