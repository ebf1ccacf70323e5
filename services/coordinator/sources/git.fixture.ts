/** Repositories for tests: ordinary ones, and ones that no honest git would write. */
import "reflect-metadata";
import { execFileSync, spawn } from "node:child_process";
import { createHash, KeyObject, webcrypto } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateSync } from "node:zlib";
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from "@peculiar/x509";

const IDENTITY = {
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.org",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.org",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
};

export interface TreeItem {
  readonly mode: string;
  readonly name: string | Buffer;
  readonly id: string;
}

/** A bare repository in a temporary folder, written object by object. */
export class TestRepository {
  readonly folder = mkdtempSync(join(tmpdir(), "pqc-audit-repo-"));
  readonly path = join(this.folder, "repo.git");

  constructor() {
    execFileSync("git", ["init", "-q", "--bare", "--initial-branch=main", this.path], { env: this.#env() });
    this.git("config", "uploadpack.allowFilter", "true");
    this.git("config", "uploadpack.allowAnySHA1InWant", "true");
    this.git("config", "http.receivepack", "false");
  }

  get url(): string {
    return `file://${this.path}`;
  }

  #env(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, ...IDENTITY };
  }

  git(...args: readonly string[]): string {
    return execFileSync("git", ["-C", this.path, ...args], { env: this.#env(), encoding: "utf8" }).trim();
  }

  /** Written as git stores it, unchecked, so that names no porcelain accepts get in. */
  #object(type: "blob" | "tree", body: Buffer): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${body.length}\0`), body]);
    const id = createHash("sha1").update(whole).digest("hex");
    const file = join(this.path, "objects", id.slice(0, 2), id.slice(2));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, deflateSync(whole, { level: 1 }), { flag: "w" });
    return id;
  }

  blob(content: string | Uint8Array): string {
    return this.#object("blob", Buffer.from(content));
  }

  tree(items: readonly TreeItem[]): string {
    return this.#object(
      "tree",
      Buffer.concat(
        items.flatMap(({ mode, name, id }) => [
          Buffer.from(`${mode} `),
          Buffer.from(name),
          Buffer.from([0]),
          Buffer.from(id, "hex"),
        ]),
      ),
    );
  }

  /** Files by path, sorted into trees as git does. */
  files(contents: Readonly<Record<string, string | Uint8Array>>): string {
    const folders = new Map<string, Record<string, string | Uint8Array>>();
    const items: TreeItem[] = [];
    for (const [path, content] of Object.entries(contents)) {
      const slash = path.indexOf("/");
      if (slash < 0) {
        items.push({ mode: "100644", name: path, id: this.blob(content) });
        continue;
      }
      const name = path.slice(0, slash);
      folders.set(name, { ...folders.get(name), [path.slice(slash + 1)]: content });
    }
    for (const [name, below] of folders) items.push({ mode: "40000", name, id: this.files(below) });
    const key = (item: TreeItem) => Buffer.from(item.mode === "40000" ? `${item.name}/` : item.name.toString());
    return this.tree(items.sort((a, b) => Buffer.compare(key(a), key(b))));
  }

  commit(tree: string, branch = "main"): string {
    const id = this.git("commit-tree", "-m", "test", tree);
    this.git("update-ref", `refs/heads/${branch}`, id);
    return id;
  }

  /** A pack of these objects and no others. */
  packed(ids: readonly string[]): Buffer {
    const args = ["-C", this.path, "pack-objects", "--stdout", "-q"];
    return execFileSync("git", args, { env: this.#env(), input: ids.map((id) => `${id}\n`).join("") });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export interface TestServer {
  readonly url: string;
  readonly requests: readonly { readonly url: string; readonly authorization: string | undefined }[];
  close(): Promise<void>;
}

export interface TestCertificate {
  readonly certFile: string;
  readonly keyFile: string;
}

const EC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A certificate of localhost, signed by itself, made for one test and gone with its folder. */
export async function testCertificate(folder: string): Promise<TestCertificate> {
  const keys = await webcrypto.subtle.generateKey(EC, true, ["sign", "verify"]);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: "CN=localhost",
    keys,
    signingAlgorithm: EC,
    notBefore: new Date(Date.now() - 86_400_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: "localhost" }])],
  });
  const certFile = join(folder, "localhost.pem");
  const keyFile = join(folder, "localhost.key");
  writeFileSync(certFile, certificate.toString("pem"));
  const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" });
  writeFileSync(keyFile, key, { mode: 0o600 });
  return { certFile, keyFile };
}

/** git's own smart HTTP server on a free loopback port; `answer` may take a request over. */
export async function serveGit(
  projectRoot: string,
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
  tls?: TestCertificate,
): Promise<TestServer> {
  const requests: { url: string; authorization: string | undefined }[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    requests.push({ url: request.url ?? "", authorization: request.headers.authorization });
    if (!answer(request, response)) backend(projectRoot, request, response);
  };
  const server = tls
    ? createTlsServer({ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) }, listener)
    : createServer(listener);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return {
    url: tls ? `https://localhost:${port}` : `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function backend(projectRoot: string, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://localhost");
  const child = spawn("git", ["http-backend"], {
    env: {
      PATH: process.env.PATH,
      ...IDENTITY,
      GIT_PROJECT_ROOT: projectRoot,
      GIT_HTTP_EXPORT_ALL: "1",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
      HTTP_CONTENT_ENCODING: String(request.headers["content-encoding"] ?? ""),
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? "GET",
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      REMOTE_ADDR: "127.0.0.1",
    },
    stdio: ["pipe", "pipe", "ignore"],
  });
  request.pipe(child.stdin);
  child.stdin.on("error", () => {});
  let head = Buffer.alloc(0);
  child.stdout.on("data", (chunk: Buffer) => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf("\r\n\r\n");
    if (end < 0) return;
    const headers = new Map<string, string>();
    for (const line of head.toString("latin1", 0, end).split("\r\n")) {
      headers.set(line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 1).trim());
    }
    const status = Number((headers.get("status") ?? "200").slice(0, 3));
    headers.delete("status");
    response.writeHead(status, Object.fromEntries(headers));
    response.write(head.subarray(end + 4));
  });
  child.stdout.on("end", () => response.end());
}
