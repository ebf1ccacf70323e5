import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ApiError } from "./errors.ts";
import { looksLikeJwt, type OidcConfig, openOidc } from "./oidc.ts";

const ISSUER = "https://id.example";
const published: { keys: object[] } = { keys: [] };
let asked = 0;
const provider = createServer((_request, response) => {
  asked++;
  response.setHeader("content-type", "application/json").end(JSON.stringify(published));
});
let config: OidcConfig;
let own: CryptoKey;
let foreign: CryptoKey;

async function newKey(kid: string, publish: boolean, algorithm = "ES256"): Promise<CryptoKey> {
  const { publicKey, privateKey } = await generateKeyPair(algorithm, { extractable: true });
  if (publish) published.keys.push({ ...(await exportJWK(publicKey)), kid, alg: algorithm, use: "sig" });
  return privateKey;
}

beforeAll(async () => {
  own = await newKey("own", true);
  foreign = await newKey("own", false);
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  config = {
    issuer: ISSUER,
    audience: "pqc-audit",
    jwksUrl: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/keys`,
    roleClaim: "groups",
    roles: { viewer: ["staff"], operator: ["team", "ci"], admin: ["root"] },
  };
});
afterAll(() => void provider.close());

interface Changes {
  readonly claims?: Record<string, unknown>;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expires?: string | number;
  readonly key?: CryptoKey;
  readonly kid?: string;
}
function token({ claims, issuer, audience, expires, key, kid }: Changes = {}): Promise<string> {
  return new SignJWT({ groups: ["staff"], ...claims })
    .setProtectedHeader({ alg: "ES256", kid: kid ?? "own" })
    .setSubject("someone")
    .setIssuer(issuer ?? ISSUER)
    .setAudience(audience ?? "pqc-audit")
    .setExpirationTime(expires ?? "5m")
    .sign(key ?? own);
}

test("a good token gives its subject, and the highest role of its claim", async () => {
  const find = await openOidc(config);
  expect(await find(await token())).toMatchObject({ name: "someone", role: "viewer" });
  expect((await find(await token({ claims: { groups: ["staff", "ci", "x"] } })))?.role).toBe("operator");
  expect((await find(await token({ claims: { groups: "root" } })))?.role).toBe("admin");
  expect((await find(await token()))?.reaches("https://git.example/anything/at-all")).toBe(true);
});

test("a token without a role here is known and refused", async () => {
  const find = await openOidc(config);
  for (const groups of [[], ["other"], 7, { staff: true }, null]) {
    await expect(find(await token({ claims: { groups } }))).rejects.toThrow(ApiError);
  }
});

test("everything else is nobody's", async () => {
  const find = await openOidc(config);
  const bad: Record<string, string> = {
    "another issuer": await token({ issuer: "https://evil.example" }),
    "another audience": await token({ audience: "other-service" }),
    expired: await token({ expires: Math.floor(Date.now() / 1000) - 120 }),
    "a foreign key under a known name": await token({ key: foreign }),
    "an unknown key": await token({ kid: "unknown" }),
    "no signature": new UnsecuredJWT({ groups: ["root"] }).setIssuer(ISSUER).setAudience("pqc-audit").encode(),
    "no expiry": await new SignJWT({ groups: ["root"], sub: "x", iss: ISSUER, aud: "pqc-audit" })
      .setProtectedHeader({ alg: "ES256", kid: "own" })
      .sign(own),
    "a shared secret": await new SignJWT({ groups: ["root"], sub: "x", iss: ISSUER, aud: "pqc-audit" })
      .setProtectedHeader({ alg: "HS256", kid: "own" })
      .setExpirationTime("5m")
      .sign(new TextEncoder().encode(JSON.stringify(published.keys[0]))),
    "one byte changed": `${(await token()).slice(0, -8)}AAAAAAAA`,
    "no JSON": "a.b.c",
  };
  for (const [why, text] of Object.entries(bad)) expect([why, await find(text)]).toEqual([why, undefined]);
  expect(looksLikeJwt("a.b.c") && !looksLikeJwt("sha256:ab") && !looksLikeJwt("a.b.c.d")).toBe(true);
});

test("a claim limits the repositories; without it a token reaches none", async () => {
  const find = await openOidc({ ...config, repositoriesClaim: "repos" });
  const limited = await find(await token({ claims: { repos: ["https://git.example/team/*"] } }));
  expect(limited?.reaches("https://git.example/team/a")).toBe(true);
  expect(limited?.reaches("https://git.example/other/a")).toBe(false);
  const none = await find(await token());
  expect([none?.repositories, none?.reaches("https://git.example/team/a")]).toEqual([[], false]);
  await expect(find(await token({ claims: { repos: "*" } }))).rejects.toThrow(/the claim repos of this token/);
});

test("a claim limits the teams; without it a token reaches none", async () => {
  const find = await openOidc({ ...config, teamsClaim: "groups" });
  const limited = await find(await token({ claims: { groups: ["root", "web"] } }));
  expect(limited?.teams).toEqual(["root", "web"]);
  // Before anybody has looked up whose a repository is, it reaches nothing.
  expect(limited?.reaches("https://git.example/team/a")).toBe(false);
  const none = await (await openOidc({ ...config, teamsClaim: "none" }))(await token());
  expect(none?.teams).toEqual([]);
});

test("keys are asked for once, and a provider that is away is said to be so", async () => {
  const find = await openOidc(config);
  asked = 0;
  for (let times = 0; times < 5; times++) await find(await token());
  expect(asked).toBe(1);
  const away = await openOidc({ ...config, jwksUrl: "http://127.0.0.1:1/keys" });
  await expect(away(await token())).rejects.toThrow(RetryableError);
});

test.each(["http://id.example/keys", "file:///keys", "keys", "http://127.0.0.1.evil.example/keys"])(
  "keys from %s are refused",
  async (jwksUrl) => {
    await expect(openOidc({ ...config, jwksUrl })).rejects.toThrow(UsageError);
  },
);
