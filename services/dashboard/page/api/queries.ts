/** One cache of answers for the page. */
import { QueryCache, QueryClient } from "@tanstack/react-query";
import { forgetToken } from "../session/token.ts";
import { ApiFailure, isPassing } from "./failure.ts";

const TRIES = 3;

export function createQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({
      // A token that was withdrawn while the page is open: whoever has it signs in anew.
      onError: (error) => {
        if (error instanceof ApiFailure && error.status === 401) forgetToken();
      },
    }),
    defaultOptions: {
      queries: {
        retry: (count, error) => count < TRIES && isPassing(error),
        refetchOnWindowFocus: false,
      },
    },
  });
}
