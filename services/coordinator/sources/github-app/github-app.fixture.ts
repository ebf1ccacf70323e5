/** GitHub as an app sees it, on loopback over TLS: the endpoints for installations and tokens beside git's own HTTP server. */
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { decodeProtectedHeader, jwtVerify } from "jose";
import {
  serveGit,
  type TestCertificate,
  type TestRepository,
  type TestServer,
  testCertificate,
} from "../git.fixture.ts";

export const APP_ID = "123456";
export const INSTALLATION = 987;

export interface FakeGitHub {
  readonly url: string;
  readonly certificate: TestCertificate;
  /** Folder with `localhost.app` and `localhost.app-key`. */
  readonly folder: string;
  readonly privateKey: KeyObject;
  /** Paths and bodies of what was asked with a signature that is right, in order. */
  readonly asked: { path: string; body: unknown }[];
  readonly minted: string[];
  readonly git: TestServer["requests"];
  lifeMs: number;
  /** By how much its clock is slow, once it tells the time. */
  slowMs: number;
  /** Answers instead, for what an app asks. */
  before: (path: string, response: ServerResponse) => boolean;
  /** For everything else below the API that comes with a token that is valid now. */
  listed: (url: URL, response: ServerResponse) => void;
  close(): Promise<void>;
}

/** `acme/repo.git` is the repository, for those with a token; so is `acme/open.git`, for everybody. */
export async function fakeGitHub(repository: TestRepository): Promise<FakeGitHub> {
  const { folder } = repository;
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const certificate = await testCertificate(folder);
  for (const owner of ["acme", "other"]) {
    mkdirSync(join(folder, owner));
    for (const name of ["repo.git", "open.git"]) symlinkSync(repository.path, join(folder, owner, name));
  }
  const valid = new Map<string, number>();
  const asked: FakeGitHub["asked"] = [];
  const minted: string[] = [];

  const json = (response: ServerResponse, status: number, body: unknown) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));

  const known = (request: IncomingMessage): boolean => {
    const header = request.headers.authorization ?? "";
    const basic = header.startsWith("Basic ") ? Buffer.from(header.slice(6), "base64").toString() : undefined;
    const token = basic?.startsWith("x-access-token:") ? basic.slice(15) : header.replace(/^Bearer /, "");
    return (valid.get(token) ?? 0) > Date.now();
  };

  async function app(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const jwt = (request.headers.authorization ?? "").replace(/^Bearer /, "");
    try {
      if (decodeProtectedHeader(jwt).alg !== "RS256") throw new Error("algorithm");
      const { payload } = await jwtVerify(jwt, publicKey, { issuer: APP_ID, requiredClaims: ["iat", "exp"] });
      if ((payload.exp ?? 0) > Date.now() / 1000 + 600 || (payload.iat ?? 0) > Date.now() / 1000)
        throw new Error("times");
    } catch {
      return json(response, 401, { message: "A JSON web token could not be decoded" });
    }
    const text = (await Array.fromAsync(request as AsyncIterable<Buffer>)).join("");
    asked.push({ path, body: text === "" ? undefined : JSON.parse(text) });
    if (fake.before(path, response)) return;
    if (path === "orgs/acme/installation") return json(response, 200, { id: INSTALLATION, suspended_at: null });
    if (path !== `app/installations/${INSTALLATION}/access_tokens` || request.method !== "POST") {
      return json(response, 404, { message: "Not Found" });
    }
    const token = `ghs_${minted.length}_never.to.be-shown`;
    minted.push(token);
    const until = Date.now() + fake.lifeMs;
    valid.set(token, until);
    // A header has whole seconds, too few for lives of one or two.
    response.sendDate = false;
    if (fake.slowMs > 0) response.setHeader("date", new Date(Date.now() - fake.slowMs).toUTCString());
    json(response, 201, { token, expires_at: new Date(until - fake.slowMs).toISOString() });
  }

  const server = await serveGit(
    folder,
    (request, response) => {
      const url = new URL(request.url ?? "/", fake.url);
      if (url.pathname.startsWith("/api/v3/")) {
        const path = url.pathname.slice("/api/v3/".length);
        if (/installation/.test(path)) void app(path, request, response);
        else if (known(request)) fake.listed(url, response);
        else json(response, 401, { message: "Bad credentials" });
        return true;
      }
      if (url.pathname.includes("/open.git/") || known(request)) return false;
      response.writeHead(401, { "www-authenticate": "Basic" }).end(`not ${request.headers.authorization}`);
      return true;
    },
    certificate,
  );
  const secrets = join(folder, "secrets");
  mkdirSync(secrets);
  const fake: FakeGitHub = {
    url: server.url,
    certificate,
    folder: secrets,
    privateKey,
    asked,
    minted,
    git: server.requests,
    lifeMs: 3_600_000,
    slowMs: 0,
    before: () => false,
    listed: (_, response) => json(response, 404, { message: "Not Found" }),
    close: () => server.close(),
  };
  describe(fake, {});
  // As GitHub gives it out.
  writeFileSync(join(secrets, "localhost.app-key"), privateKey.export({ type: "pkcs1", format: "pem" }));
  return fake;
}

/** Writes `localhost.app`. */
export function describe(fake: FakeGitHub, more: Readonly<Record<string, unknown>>): void {
  const fields = { app_id: Number(APP_ID), api_url: `${fake.url}/api/v3`, ...more };
  writeFileSync(join(fake.folder, "localhost.app"), JSON.stringify(fields));
}
