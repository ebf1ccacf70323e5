/** The API, typed by its own description. Whatever is no success is thrown as `ApiFailure`. */
import createClient, { type Middleware } from "openapi-fetch";
import { currentToken } from "../session/token.ts";
import { ApiFailure, failureOf } from "./failure.ts";
import type { paths } from "./schema.ts";

const withToken: Middleware = {
  onRequest({ request }) {
    const token = currentToken();
    if (token !== null) request.headers.set("authorization", `Bearer ${token}`);
    return request;
  },
};

const failing: Middleware = {
  async onResponse({ response }) {
    if (!response.ok) throw await failureOf(response);
  },
  onError: () => new ApiFailure(0, "unreachable", "The server cannot be reached."),
};

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => globalThis.fetch(request),
});
api.use(withToken, failing);

/** The answer of a request that did not throw. */
export async function answerOf<T>(request: Promise<{ readonly data?: T }>): Promise<T> {
  const { data } = await request;
  if (data === undefined) throw new ApiFailure(0, "unexpected", "The server gave an empty answer.");
  return data;
}
