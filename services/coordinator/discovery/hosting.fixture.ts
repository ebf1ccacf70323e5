/** A server on loopback that answers as a hosting service documents it, page by page, and keeps what it was asked. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
}

export interface FakeHosting {
  readonly origin: string;
  readonly asked: Asked[];
  /** Answers instead of the service; undefined lets it answer. */
  before: (asked: Asked, response: ServerResponse) => boolean;
  close(): Promise<void>;
}

export type Route = (asked: Asked, origin: string) => FakeAnswer | undefined;

export interface FakeAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export async function fakeHosting(route: Route): Promise<FakeHosting> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const one = { url: new URL(request.url ?? "/", fake.origin), headers: request.headers };
    asked.push(one);
    if (fake.before(one, response)) return;
    const answer = route(one, fake.origin) ?? { status: 404, body: { message: "Not Found" } };
    const text = JSON.stringify(answer.body ?? {});
    const etag = `"${text.length}-${one.url.search}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304, { etag }).end();
    response.writeHead(answer.status ?? 200, {
      "content-type": "application/json; charset=utf-8",
      ...(answer.status === undefined && { etag }),
      ...answer.headers,
    });
    response.end(text);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const fake: FakeHosting = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    before: () => false,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;
}

/** `link` as GitHub and GitLab send it, for page `page` (from 1) of `pages`. */
export function linkHeader(url: URL, page: number, pages: number): Readonly<Record<string, string>> {
  if (page >= pages) return {};
  const next = new URL(url);
  next.searchParams.set("page", String(page + 1));
  const first = new URL(url);
  first.searchParams.set("page", "1");
  return { link: `<${first.href}>; rel="first", <${next.href}>; rel="next"` };
}

/** The items of a page, and its number. */
export function pageOf<T>(
  { url }: Asked,
  all: readonly T[],
  size: number,
): { page: number; pages: number; items: T[] } {
  const page = Number(url.searchParams.get("page") ?? 1);
  return { page, pages: Math.ceil(all.length / size), items: all.slice((page - 1) * size, page * size) };
}
