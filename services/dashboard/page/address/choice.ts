/** Choices of a few words that stand in the address. */
import { withPage } from "./page-number.ts";

/** Those of `options` that the address chooses, in their own order. */
export function choiceOf<Option extends string>(
  search: URLSearchParams,
  key: string,
  options: readonly Option[],
): readonly Option[] {
  const given = search.getAll(key);
  return options.filter((option) => given.includes(option));
}

/** The same address with another choice, on its first page. */
export function withChoice(search: URLSearchParams, key: string, chosen: readonly string[]): URLSearchParams {
  const next = withPage(search, 1);
  next.delete(key);
  for (const each of chosen) next.append(key, each);
  return next;
}
