/**
 * Malformed requests made from the OpenAPI document of the API: wrong types, unknown keys, huge numbers, tricks with
 * paths, headers and framing. They go through a socket as bytes, because no HTTP client would send most of them.
 */
import { once } from "node:events";
import { connect } from "node:net";
import fc from "fast-check";

interface Schema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}
interface Operation {
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: Schema }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}
export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

export interface Answer {
  /** 0 where the server closed the connection without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** One connection, these bytes, and everything that comes back. Rejects where nothing ends within ten seconds. */
export async function exchange(port: number, bytes: Buffer): Promise<Answer> {
  const socket = connect(port, "127.0.0.1");
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  socket.on("error", () => {});
  const closed = once(socket, "close", { signal: AbortSignal.timeout(10_000) });
  socket.write(bytes);
  // Where the framing promises more than there is, the server would wait for it.
  const enough = setTimeout(() => socket.end(), 250);
  await closed;
  clearTimeout(enough);
  const text = Buffer.concat(chunks).toString("utf8");
  const [head = "", ...rest] = text.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: rest.join("\r\n\r\n") };
}

const oddTexts = [
  ...["", " ", "null", "NaN", "-1", "0", "1.5", "1e309", "0x10", "99999999999999999999", "-9007199254740993", "true"],
  ...[
    "[]",
    "{}",
    "[object Object]",
    "'",
    '"',
    "';--",
    "$\u007b7*7}",
    "{{7*7}}",
    "../..",
    "..\\..",
    "*".repeat(300),
    "[",
    "{a,",
  ],
  ...[
    "\u0000",
    "\u0001",
    "\r\nx-injected: 1",
    "\ud800",
    "\u202e",
    "ﬀ",
    "é".normalize("NFD"),
    "💥".repeat(50),
    "a".repeat(9_000),
  ],
  ...["__proto__", "constructor", "toString", "{".repeat(60), "{a,b}".repeat(20), "**/".repeat(80), "[!-~]".repeat(50)],
];
const oddText = fc.oneof(fc.constantFrom(...oddTexts), fc.string({ unit: "binary", maxLength: 40 }));

const nested = (depth: number, closed: boolean) => "[".repeat(depth) + (closed ? "]".repeat(depth) : "");
const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  oddText,
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom(
    null,
    true,
    0,
    -1,
    1e308,
    2 ** 53,
    [],
    {},
    [[[[]]]],
    { toString: 1 },
    ["", 7, null],
    JSON.parse(nested(500, true)),
  ),
  fc.array(fc.string(), { minLength: 190, maxLength: 210 }),
);

/** A value the schema allows, so that what is damaged lies next to what is right. */
function sound(schema: Schema, name: string): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.type === "array") return [sound(schema.items ?? {}, name)];
  if (schema.type === "integer" || schema.type === "number") return 1;
  if (schema.type === "boolean") return true;
  return name === "target" ? "https://git.example/team/fuzz" : "a";
}

const spellings = [
  encodeURIComponent,
  (text: string) => text.replaceAll(/[\s#?&]/g, "+"),
  (text: string) => encodeURIComponent(encodeURIComponent(text)),
];
const escaped = fc
  .tuple(oddText, fc.constantFrom(...spellings))
  .map(([text, spelling]) => spelling(text.toWellFormed()));
const oddSegment = fc.oneof(
  escaped,
  fc.constantFrom(
    "%",
    "%zz",
    "%00",
    "%2e%2e",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..",
    ".",
    "%c0%ae",
    "%ff",
    "a%2fb",
    ";x=1",
    "*",
    "%25%30%30",
  ),
);

function queryOf(operation: Operation): fc.Arbitrary<string> {
  const names = (operation.parameters ?? []).filter((each) => each.in === "query");
  const value = (name: string) =>
    fc
      .oneof(escaped, oddSegment, fc.constantFrom("1", "critical", "*.py", encodeURIComponent("src/**")))
      .map((text) => `${name}=${text}`);
  const known = names.map(({ name }) => value(name));
  const unknown = fc.constantFrom("__proto__", "constructor[prototype]", "a[]", "PAGE", "", "%00").chain(value);
  const parts = fc.array(
    known.length === 0 ? unknown : fc.oneof({ weight: 5, arbitrary: fc.oneof(...known) }, unknown),
    { maxLength: 5 },
  );
  return fc.oneof(
    fc.constant(""),
    parts.map((all) => `?${all.join("&")}`),
    fc.constantFrom("?", "?&&&", "?=", "??", `?${"page=1&".repeat(400)}`),
  );
}

function bodyOf(operation: Operation): fc.Arbitrary<string | undefined> {
  const schema = operation.requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return fc.option(fc.constantFrom("{}", "x", "null"), { nil: undefined });
  const properties = Object.entries(schema.properties ?? {});
  const whole = Object.fromEntries(properties.map(([name, property]) => [name, sound(property, name)]));
  const key = fc.oneof(
    // A body may have no fields of its own.
    fc.constantFrom("unknown", ...properties.map(([name]) => name)),
    fc.constantFrom("__proto__", "constructor", ""),
    fc.string(),
  );
  const damaged = fc
    .array(fc.tuple(key, fc.oneof(oddJson, fc.constant(undefined))), { minLength: 0, maxLength: 3 })
    .map((changes) => JSON.stringify(Object.fromEntries([...Object.entries(whole), ...changes])));
  const cut = fc.tuple(damaged, fc.nat()).map(([text, at]) => text.slice(0, at % (text.length + 1)));
  const raw = fc.constantFrom(
    "",
    "\ufeff{}",
    "{",
    "nul",
    "[]",
    "1",
    '{"target":1,"target":2}',
    nested(20_000, false),
    '{"__proto__":{"target":"x"}}',
    '{"target":"\\ud800"}',
  );
  return fc.oneof(
    { weight: 6, arbitrary: damaged },
    cut,
    raw,
    oddJson.map((value) => JSON.stringify(value)),
  );
}

const header: fc.Arbitrary<string> = fc.constantFrom(
  ...[
    "content-type: text/plain",
    "content-type: application/xml",
    "content-type: application/json; charset=utf-7",
    "content-type: ;",
    "content-type:",
  ],
  ...[
    "content-type: multipart/form-data; boundary=x",
    "content-encoding: gzip",
    "content-length: 5",
    "content-length: -1",
    "content-length: 1e3",
  ],
  ...[
    "content-length: 99999999999",
    "transfer-encoding: chunked",
    "transfer-encoding: chunked, chunked",
    "expect: 100-continue",
    "expect: x",
  ],
  ...[
    "authorization: Bearer",
    "authorization: Basic eDp5",
    `authorization: Bearer ${"a".repeat(7_000)}`,
    "authorization: \u0001",
    "connection: upgrade",
  ],
  ...[
    "upgrade: h2c",
    "accept: nothing/at-all",
    "accept-encoding: identity;q=0, *;q=0",
    "accept-encoding: br, gzip, zstd",
    "range: bytes=9-1",
  ],
  ...[
    "if-none-match: *",
    "traceparent: 00-zz-zz-zz",
    `traceparent: ${"0".repeat(5_000)}`,
    "host: [",
    "host:",
    "x-http-method-override: DELETE",
    "origin: null",
  ],
  ...[
    "accept-version: 9",
    ": nameless",
    "no colon",
    " folded: 1",
    "x-null: \u0000",
    `x-many: ${"a,".repeat(3_000)}`,
    "forwarded: for=1",
    "te: trailers",
  ],
);

/** A request as text, one character a byte; `ids` are scans that exist. */
export function requests(document: Document, ids: readonly string[]): fc.Arbitrary<Buffer> {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return fc.constantFrom(...operations).chain(({ path, method, operation }) =>
    fc
      .record({
        method: fc.oneof(
          { weight: 8, arbitrary: fc.constant(method) },
          fc.constantFrom("PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "QUERY", "get", "G ET", ""),
        ),
        id: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...ids) }, oddSegment),
        before: fc.oneof(
          { weight: 9, arbitrary: fc.constant("") },
          fc.constantFrom("/..", "/.", "//", "http://other.example", "/%2e%2e", "\\", " "),
        ),
        after: fc.oneof(
          { weight: 9, arbitrary: fc.constant("") },
          fc.constantFrom("/", "//", "/..", ";a", "%00", "/%2e%2e/%2e%2e/metrics", "#f", "\u0001"),
        ),
        query: queryOf(operation),
        body: bodyOf(operation),
        headers: fc.oneof(
          { weight: 2, arbitrary: fc.constant<string[]>([]) },
          fc.array<string>(header, { maxLength: 3 }),
        ),
        version: fc.oneof(
          { weight: 12, arbitrary: fc.constant("HTTP/1.1") },
          fc.constantFrom("HTTP/1.0", "HTTP/2.0", "HTTP/9", ""),
        ),
      })
      .map(({ method, id, before, after, query, body, headers, version }) => {
        const own = headers.map((line) => line.split(":")[0]);
        const bytes = Buffer.from((body ?? "").toWellFormed(), "utf8");
        const framing = ["content-length", "transfer-encoding"].some((name) => own.includes(name));
        const lines = [
          `${method} ${before}${path.replace("{id}", id)}${after}${query} ${version}`,
          ...(own.includes("host") ? [] : ["host: 127.0.0.1"]),
          ...(own.includes("connection") ? [] : ["connection: close"]),
          ...(body === undefined || own.includes("content-type") ? [] : ["content-type: application/json"]),
          ...(body === undefined || framing ? [] : [`content-length: ${bytes.length}`]),
          ...headers,
        ];
        return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), bytes]);
      }),
  );
}
