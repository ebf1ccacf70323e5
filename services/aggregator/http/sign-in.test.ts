import { createHash, randomBytes } from "node:crypto";
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { silentLogger } from "@pqc-audit/platform/logging/logger.ts";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { type Aggregator, type AggregatorOptions, createAggregator } from "../service.ts";
import { ENGINE } from "../test-scan.ts";
import { CLIENT, startProvider, type TestProvider } from "./test-provider.ts";

const REDIRECT = "https://audit.example/sign-in/callback";
const roles = { viewer: ["reader"], operator: [], admin: ["root"] };
let provider: TestProvider;
let aggregator: Aggregator;
let now = Date.now();

const optionsFor = (oidc: Partial<AggregatorOptions["config"]["http"]["oidc"]>): AggregatorOptions => ({
  config: {
    store: { kind: "sqlite", file: ":memory:" },
    http: {
      host: "127.0.0.1",
      port: 0,
      oidc: {
        issuer: provider.issuer,
        audience: "pqc-audit",
        jwksUrl: provider.jwksUrl,
        roleClaim: "groups",
        roles,
        signIn: { clientId: CLIENT, scope: "openid profile" },
        ...oidc,
      },
    },
    scan: { maxFileSizeBytes: 10_000_000, chunkSize: 1000 },
  },
  engineDigest: ENGINE,
  version: "1.2.3",
  logger: silentLogger,
  checkTarget: (target) => target,
  pageFolders: [],
  clock: () => now,
});

beforeAll(async () => {
  provider = await startProvider(/^https:\/\/audit\.example\/sign-in\/callback$/);
  aggregator = await createAggregator(optionsFor({}));
});
afterEach(() => {
  Object.assign(provider, { claims: { groups: ["reader"] }, accessAudience: "pqc-audit", discovery: {} });
  now += 3_600_001;
});
afterAll(async () => {
  await aggregator?.stop();
  await provider?.stop();
});

const ways = async () => (await aggregator.http.inject("/api/v1/sign-in")).json();

/** What the page and a browser do: to the provider, and back with its answer. */
async function codeFor(nonce: string, verifier: string): Promise<string> {
  const { authorizationEndpoint, clientId, scope } = (await ways()).provider;
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const url = new URL(authorizationEndpoint);
  for (const [name, value] of Object.entries({
    response_type: "code",
    client_id: clientId,
    redirect_uri: REDIRECT,
    scope,
    state: "s",
    nonce,
    code_challenge: challenge,
    code_challenge_method: "S256",
  })) {
    url.searchParams.set(name, value);
  }
  const answer = await fetch(url, { redirect: "manual" });
  const back = new URL(answer.headers.get("location") ?? "about:blank");
  expect(`${back.origin}${back.pathname}`).toBe(REDIRECT);
  return back.searchParams.get("code") ?? "";
}

async function exchanged(over: object = {}, into: Aggregator = aggregator) {
  const verifier = randomBytes(32).toString("base64url");
  const nonce = randomBytes(16).toString("base64url");
  const code = await codeFor(nonce, verifier);
  const payload = { code, verifier, nonce, redirectUri: REDIRECT, ...over };
  const answer = await into.http.inject({ method: "POST", url: "/api/v1/sign-in/token", payload });
  return { payload, status: answer.statusCode, headers: answer.headers, body: answer.json() };
}

test("a code becomes a token that the API takes, once; no cache keeps it", async () => {
  Object.assign(provider, { claims: { groups: ["reader"] }, accessAudience: "pqc-audit" });
  expect(await ways()).toEqual({
    token: true,
    provider: {
      issuer: provider.issuer,
      authorizationEndpoint: `${provider.issuer}/authorize`,
      clientId: CLIENT,
      scope: "openid profile",
    },
  });
  const { payload, status, headers, body } = await exchanged();
  expect([status, headers["cache-control"]]).toEqual([200, "no-store"]);
  const authorization = `Bearer ${body.token}`;
  const who = await aggregator.http.inject({ url: "/api/v1/identity", headers: { authorization } });
  expect(who.json()).toEqual({ name: "ada", role: "viewer" });
  const again = await aggregator.http.inject({ method: "POST", url: "/api/v1/sign-in/token", payload });
  expect([again.statusCode, again.json().error.message]).toEqual([401, expect.stringContaining("invalid_grant")]);
});

test("where the access token is for something else, the ID token serves if it is for this API", async () => {
  const own = await createAggregator(optionsFor({ audience: CLIENT }));
  for (const accessAudience of ["elsewhere", undefined]) {
    provider.accessAudience = accessAudience;
    expect((await exchanged({}, own)).status).toBe(200);
    const { status, body } = await exchanged();
    expect([status, body.error.message]).toEqual([403, expect.stringContaining("oidc.audience")]);
  }
  await own.stop();
});

test("an answer to another sign-in, another verifier, another address and people without a role get nothing", async () => {
  const other = randomBytes(32).toString("base64url");
  for (const over of [
    { nonce: other },
    { verifier: other },
    { redirectUri: "https://evil.example/sign-in/callback" },
  ]) {
    const { status, body } = await exchanged(over);
    expect([over, status, body.token]).toEqual([over, 401, undefined]);
  }
  provider.claims = { groups: ["nobody"] };
  const { status, body } = await exchanged();
  expect([status, body.error.message]).toEqual([403, expect.stringContaining("is a role here")]);
  for (const over of [{ redirectUri: "javascript:1" }, { verifier: "short" }, { more: 1 }, { code: "a b" }]) {
    expect((await exchanged(over)).status).toBe(400);
  }
});

test.each([
  ["of another issuer", { issuer: "https://evil.example" }],
  ["without PKCE", { code_challenge_methods_supported: ["plain"] }],
  ["that sends people over plain HTTP", { authorization_endpoint: "http://id.example/authorize" }],
  ["without endpoints", { token_endpoint: undefined }],
])("a provider %s is not used, and it is said why", async (_which, discovery) => {
  provider.discovery = discovery;
  const told = await ways();
  expect(told).toEqual({ token: true, problem: expect.any(String) });
});

test("a provider that is away is said to be so; token sign-in goes on", async () => {
  const away = await createAggregator(optionsFor({ issuer: "http://127.0.0.1:1" }));
  const told = (await away.http.inject("/api/v1/sign-in")).json();
  expect(told).toEqual({ token: true, problem: expect.stringContaining("cannot be reached") });
  const payload = { code: "c", verifier: "v".repeat(43), nonce: "n".repeat(16), redirectUri: REDIRECT };
  const answer = await away.http.inject({ method: "POST", url: "/api/v1/sign-in/token", payload });
  expect(answer.statusCode).toBe(503);
  await away.stop();
});

test("a server without such a client says so, and one that lacks openid does not start", async () => {
  const { signIn: _, ...oidc } = optionsFor({}).config.http.oidc ?? {};
  const options = optionsFor({});
  const plain = await createAggregator({
    ...options,
    config: { ...options.config, http: { host: "127.0.0.1", port: 0, oidc: oidc as never } },
  });
  expect((await plain.http.inject("/api/v1/sign-in")).json()).toEqual({ token: true });
  await plain.stop();
  await expect(createAggregator(optionsFor({ signIn: { clientId: "x", scope: "profile" } }))).rejects.toThrow(
    UsageError,
  );
});
