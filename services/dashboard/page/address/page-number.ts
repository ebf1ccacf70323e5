/** The page that an address asks for; the first where it says something else. */
export function pageOf(search: URLSearchParams): number {
  const page = Number(search.get("page") ?? "1");
  return Number.isSafeInteger(page) && page >= 1 && page <= 1_000_000_000 ? page : 1;
}

/** Longer ones would make addresses that nobody can send. */
const LONGEST_CURSOR = 1_500;

/** Where the server goes on, as it said itself: of the page after another. */
export function cursorOf(search: URLSearchParams): string | undefined {
  const after = search.get("after") ?? "";
  return after === "" || after.length > LONGEST_CURSOR ? undefined : after;
}

/** The same address with another page; the first is not told. `after` is where that page begins, where it is known. */
export function withPage(search: URLSearchParams, page: number, after?: string): URLSearchParams {
  const next = new URLSearchParams(search);
  next.delete("after");
  if (after !== undefined && after.length <= LONGEST_CURSOR) next.set("after", after);
  if (page === 1) next.delete("page");
  else next.set("page", String(page));
  return next;
}
