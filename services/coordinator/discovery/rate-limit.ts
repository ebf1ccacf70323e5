/** How long a hosting service asks to be left alone, in the words of each. */

/**
 * Milliseconds; undefined where the answer is about something else. `retry-after` in seconds or as a date (RFC 9110, 10.2.3);
 * GitHub and Gitea: `x-ratelimit-remaining: 0` with `x-ratelimit-reset`, GitLab the same without `x-`, in seconds since 1970.
 * GitHub's primary limit is 403, and its secondary one may name no time: a minute, as its documentation has it.
 */
export function waitAsked(status: number, headers: Headers, now: number): number | undefined {
  const after = headers.get("retry-after");
  const told = after === null ? undefined : retryAfter(after, now);
  if (status === 503) return told;
  if (status !== 429 && status !== 403) return undefined;
  if (told !== undefined) return told;
  for (const prefix of ["x-", ""]) {
    if (headers.get(`${prefix}ratelimit-remaining`) !== "0") continue;
    const reset = Number(headers.get(`${prefix}ratelimit-reset`) ?? Number.NaN);
    // A second more: their clock and ours are two.
    if (Number.isFinite(reset)) return Math.max(0, reset * 1000 - now) + 1000;
  }
  return status === 429 ? 60_000 : undefined;
}

function retryAfter(text: string, now: number): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
