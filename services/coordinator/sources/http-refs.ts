/**
 * What a server's refs name, asked over HTTP by this process (gitprotocol-v2, `ls-refs`): of fifty thousand repositories
 * that are looked at each is three processes, a temporary folder and a TLS handshake less. Whatever is not answered as the
 * protocol has it is left to git, which knows redirects, older servers and why something fails.
 */
import { type ClientRequest, Agent as HttpAgent, type IncomingMessage, request as requestHttp } from "node:http";
import { Agent as HttpsAgent, request as requestHttps } from "node:https";
import { pinnedTo } from "@pqc-audit/platform/net/addresses.ts";
import { DELIMITER, FLUSH, packet, packetLines } from "./git-packets.ts";
import { COMMIT_ID } from "./git-refs.ts";
import type { GitUrl } from "./git-url.ts";

export interface HttpRefsOptions {
  /** The only ones that may be connected to. */
  readonly addresses: readonly string[];
  /** Of basic authentication. */
  readonly basic?: string | undefined;
  /** PEM of the authorities to trust; the system's where absent. */
  readonly ca?: Buffer | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly timeoutMs: number;
}

/** Names and where they stand; for a tag with a message the commit behind it stands under the name and `^{}` as well. */
export type Refs = ReadonlyMap<string, string>;

const MOST_BYTES = 1024 * 1024;
/** Connections are kept between questions: most repositories of an organisation have one server. */
const KEPT = { keepAlive: true, keepAliveMsecs: 15_000, maxFreeSockets: 32, timeout: 60_000 };
const agents = { http: new HttpAgent(KEPT), https: new HttpsAgent(KEPT) };

/**
 * Servers that spoke the protocol's second version a while ago are asked at once, without asking what they can do. What
 * a single server of many forgets by that is one question more.
 */
const SPOKE_FOR_MS = 10 * 60_000;
const MOST_SERVERS = 1_000;
const spoke = new Map<string, number>();

/** `prefixes`: full names that the refs asked for begin with. Undefined: ask git instead. */
export async function refsOverHttp(
  target: GitUrl,
  prefixes: readonly string[],
  options: HttpRefsOptions,
): Promise<Refs | undefined> {
  try {
    const origin = new URL(target.url).origin;
    if ((spoke.get(origin) ?? 0) < Date.now() - SPOKE_FOR_MS) {
      spoke.delete(origin);
      if (!(await speaks(target, options))) return undefined;
      if (spoke.size >= MOST_SERVERS) spoke.clear();
      spoke.set(origin, Date.now());
    }
    const refs = await listed(target, prefixes, options);
    if (refs === undefined) spoke.delete(origin);
    return refs;
  } catch {
    options.signal?.throwIfAborted();
    return undefined;
  }
}

async function speaks(target: GitUrl, options: HttpRefsOptions): Promise<boolean> {
  const lines = await answered(target, "info/refs?service=git-upload-pack", options, "advertisement");
  const said = lines?.filter((line) => line !== "# service=git-upload-pack") ?? [];
  const format = said.find((line) => line.startsWith("object-format="));
  return said[0] === "version 2" && said.some((line) => /^ls-refs(?:=|$)/.test(line)) && isSha1(format);
}

const PEELED = "peeled:";
const isSha1 = (format: string | undefined): boolean => format === undefined || format === "object-format=sha1";

async function listed(
  target: GitUrl,
  prefixes: readonly string[],
  options: HttpRefsOptions,
): Promise<Refs | undefined> {
  const body = [
    packet("command=ls-refs\n"),
    DELIMITER,
    packet("peel\n"),
    ...prefixes.map((prefix) => packet(`ref-prefix ${prefix}\n`)),
    FLUSH,
  ].join("");
  const lines = await answered(target, "git-upload-pack", options, "result", body);
  if (lines === undefined) return undefined;
  const refs = new Map<string, string>();
  for (const line of lines) {
    const [id = "", name = "", ...attributes] = line.split(" ");
    if (!COMMIT_ID.test(id) || name === "") return undefined;
    refs.set(name, id);
    const behind = attributes.find((each) => each.startsWith(PEELED))?.slice(PEELED.length);
    if (behind !== undefined && COMMIT_ID.test(behind)) refs.set(`${name}^{}`, behind);
  }
  return refs;
}

/** The lines of an answer as the protocol has it; undefined for every other. */
async function answered(
  { url, protocol }: GitUrl,
  service: string,
  { addresses, basic, ca, signal, timeoutMs }: HttpRefsOptions,
  kind: "advertisement" | "result",
  body?: string,
): Promise<readonly string[] | undefined> {
  const headers = {
    accept: `application/x-git-upload-pack-${kind}`,
    "git-protocol": "version=2",
    "user-agent": "git/2.0 (pqc-audit)",
    ...(basic !== undefined && { authorization: `Basic ${basic}` }),
    ...(body !== undefined && { "content-type": "application/x-git-upload-pack-request" }),
  };
  const all = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  const common = {
    method: body === undefined ? "GET" : "POST",
    headers,
    lookup: pinnedTo(addresses),
    signal: all,
  };
  const to = new URL(`${url.replace(/\/$/, "")}/${service}`);
  const request =
    protocol === "https"
      ? requestHttps(to, { ...common, agent: agents.https, ...(ca && { ca }) })
      : requestHttp(to, { ...common, agent: agents.http });
  const response = await responseOf(request, body);
  if (response.statusCode !== 200 || response.headers["content-type"] !== headers.accept) {
    response.destroy();
    return undefined;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) {
      response.destroy();
      return undefined;
    }
    chunks.push(chunk);
  }
  return packetLines(Buffer.concat(chunks));
}

function responseOf(request: ClientRequest, body: string | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("response", resolve);
    request.on("error", reject);
    request.end(body);
  });
}
