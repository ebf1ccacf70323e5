/** Whether a target names a repository on a server. Apart from `git-url.ts`, which loads what a network needs. */

/** `user@host:path`, git's short form of an SSH URL. */
export const SCP_LIKE = /^([A-Za-z0-9._-]+)@([A-Za-z0-9.-]+):(?!\/\/)(.+)$/;

/** Else it is a local path. */
export function looksLikeGitUrl(target: string): boolean {
  return /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(target) || SCP_LIKE.test(target);
}
