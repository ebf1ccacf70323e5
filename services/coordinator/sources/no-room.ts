/** A temporary folder without room: room comes when another plan ends, or somebody makes some. */
import { messageOf, RetryableError } from "@pqc-audit/platform/errors.ts";

/** As git, the C library and Node say it. */
export const NO_ROOM = /no space left on device|disk quota exceeded|\b(?:ENOSPC|EDQUOT)\b/i;
/** With a few tries, time for somebody to look after it. */
const AGAIN_MS = 30_000;

/** `error`, or that there is no room where that is its cause. */
export function orNoRoom(error: unknown, location: string): unknown {
  const reason = messageOf(error);
  if (!NO_ROOM.test(reason)) return error;
  const message = `No room to fetch ${location} (${reason.replace(/\.$/, "")}): make some in the temporary folder (TMPDIR).`;
  return new RetryableError(message, { cause: error, retryAfterMs: AGAIN_MS });
}
