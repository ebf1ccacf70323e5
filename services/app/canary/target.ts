/** How the service reaches the planted repository. */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { REPOSITORY_PATH } from "./git-server.ts";

/** `url` is where the repository is really served. Throws `UsageError` where nobody could reach it so. */
export function targetOf(listen: string, advertise: string | undefined, url: string): string {
  if (advertise === undefined) {
    if (/^(0\.0\.0\.0|\[::\]):/.test(listen)) {
      throw new UsageError(
        `--listen ${listen} is every address of this machine: say with --advertise which the service is to use`,
      );
    }
    return url + REPOSITORY_PATH;
  }
  const given = URL.canParse(advertise) ? new URL(advertise) : undefined;
  const plain =
    given && ["http:", "https:"].includes(given.protocol) && given.username === "" && given.search + given.hash === "";
  if (!plain)
    throw new UsageError(`--advertise ${advertise} is no http:// or https:// URL without credentials and query`);
  return advertise.replace(/(?<!\/)\/+$/, "") + REPOSITORY_PATH;
}
