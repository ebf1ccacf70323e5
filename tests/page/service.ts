/** The page as users meet it: built, served by `pqc-audit serve` with tokens, over repositories with a past. */
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildPage } from "@pqc-audit/dashboard/build.ts";
import { stringify } from "yaml";
import { loopback, startService } from "../integration/command.ts";

const DIST = fileURLToPath(new URL("../../services/dashboard/dist", import.meta.url));

export interface PageService {
  readonly url: string;
  readonly tokens: { readonly admin: string; readonly operator: string; readonly viewer: string };
  /** A git server that takes connections and never answers: a scan of it goes on until it is cancelled. */
  readonly silentRepository: string;
  /** Submits a scan of what a URL names now, and answers its id once it has ended. */
  scan(target: string): Promise<string>;
  stop(): Promise<void>;
}

/** `more`: sections of the configuration beside the service's own. */
export async function startPageService(roots: readonly string[], more: object = {}): Promise<PageService> {
  await buildPage(DIST);
  const folder = await mkdtemp(join(tmpdir(), "pqc-audit-page-"));
  const tokens = { admin: newToken(), operator: newToken(), viewer: newToken() };
  const tokensFile = join(folder, "tokens");
  await writeFile(
    tokensFile,
    [
      tokenLine(tokens.admin, "admin", "Linus"),
      tokenLine(tokens.operator, "operator", "Ada"),
      tokenLine(tokens.viewer, "viewer", "Grace"),
    ].join(""),
  );
  const silent = createServer((socket) => socket.on("error", () => {}));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const address = silent.address();
  if (address === null || typeof address === "string") throw new Error("the silent server has no port");
  const http = await loopback();
  const config = join(folder, "config.yaml");
  await writeFile(
    config,
    stringify({
      http: { listen: http, tokens_file: tokensFile },
      health: { listen: await loopback() },
      embedded: { data_dir: join(folder, "data") },
      sources: { file_roots: roots, internal_hosts: ["127.0.0.1"] },
      ...more,
    }),
  );
  const service = await startService("pqc-audit", "all", config, `http://${http}/readyz`);
  const url = `http://${http}`;
  return {
    url,
    tokens,
    silentRepository: `http://127.0.0.1:${address.port}/team/silent.git`,
    scan: (target) => scanToEnd(url, tokens.operator, target),
    async stop() {
      silent.close();
      await service.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const newToken = () => randomBytes(24).toString("base64url");

function tokenLine(token: string, role: string, name: string): string {
  return `sha256:${createHash("sha256").update(token).digest("hex")} role=${role} name=${name}\n`;
}

async function scanToEnd(url: string, token: string, target: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const submitted = await fetch(`${url}/api/v1/scans`, { method: "POST", headers, body: JSON.stringify({ target }) });
  const { id } = (await submitted.json()) as { id: string };
  for (;;) {
    const scan = (await (await fetch(`${url}/api/v1/scans/${id}`, { headers })).json()) as { state: string };
    if (scan.state === "completed") return id;
    if (["failed", "cancelled", "incomplete"].includes(scan.state))
      throw new Error(`scan ${id} ended as ${scan.state}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
