/**
 * For tests: an identity provider on loopback that signs everybody in as Ada at once, and holds a public client to its part of
 * the authorization code flow with PKCE (RFC 6749, RFC 7636, RFC 9207).
 */
import { createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export const CLIENT = "pqc-audit-page";

export interface TestProvider {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** Claims of the tokens that are given from now on. */
  claims: Readonly<Record<string, unknown>>;
  /** What the access token is for; it is no JSON Web Token where absent. */
  accessAudience: string | undefined;
  /** People are sent back with this error, where there is one. */
  refusal: string | undefined;
  /** Fields of the discovery document that differ. */
  discovery: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

interface Granted {
  readonly challenge: string;
  readonly nonce: string;
  readonly redirectUri: string;
}

export async function startProvider(redirectUri: RegExp): Promise<TestProvider> {
  const { publicKey, privateKey } = await generateKeyPair("ES256", { extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kid: "one", alg: "ES256", use: "sig" };
  const codes = new Map<string, Granted>();
  const server = createServer((request, response) => {
    void answer(request)
      .catch((error: Error) => ({ status: 400, body: { error: error.message } }))
      .then(({ status, body, location }: Answer) => {
        response.writeHead(status, { "content-type": "application/json", ...(location && { location }) });
        response.end(JSON.stringify(body ?? {}));
      });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const signed = (audience: string, more: Readonly<Record<string, unknown>>) =>
    new SignJWT({ ...provider.claims, ...more })
      .setProtectedHeader({ alg: "ES256", kid: "one" })
      .setIssuer(issuer)
      .setSubject("ada")
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime("5m")
      .sign(privateKey);

  async function answer(request: IncomingMessage): Promise<Answer> {
    const url = new URL(request.url ?? "/", issuer);
    if (url.pathname === "/keys") return { status: 200, body: { keys: [jwk] } };
    if (url.pathname === "/authorize") return authorize(url.searchParams);
    if (url.pathname === "/token" && request.method === "POST")
      return token(new URLSearchParams(await bodyOf(request)));
    if (url.pathname !== "/.well-known/openid-configuration") return { status: 404 };
    const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
    const methods = {
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
    };
    return {
      status: 200,
      body: { issuer, jwks_uri: `${issuer}/keys`, ...endpoints, ...methods, ...provider.discovery },
    };
  }

  function authorize(asked: URLSearchParams): Answer {
    const wanted = (name: string) => {
      const value = asked.get(name);
      if (value === null || value === "") throw new Error(`${name} is missing`);
      return value;
    };
    const back = new URL(wanted("redirect_uri"));
    if (wanted("client_id") !== CLIENT || !redirectUri.test(back.href))
      throw new Error("unknown client or redirect_uri");
    if (wanted("response_type") !== "code" || wanted("code_challenge_method") !== "S256")
      throw new Error("no such flow");
    if (!wanted("scope").split(" ").includes("openid")) throw new Error("invalid_scope");
    back.searchParams.set("state", wanted("state"));
    back.searchParams.set("iss", issuer);
    if (provider.refusal === undefined) {
      const code = randomBytes(16).toString("hex");
      codes.set(code, {
        challenge: wanted("code_challenge"),
        nonce: wanted("nonce"),
        redirectUri: wanted("redirect_uri"),
      });
      back.searchParams.set("code", code);
    } else back.searchParams.set("error", provider.refusal);
    return { status: 302, location: back.href };
  }

  async function token(asked: URLSearchParams): Promise<Answer> {
    const code = asked.get("code") ?? "";
    const granted = codes.get(code);
    // A code is for one use, a wrong one included.
    codes.delete(code);
    const challenge = createHash("sha256")
      .update(asked.get("code_verifier") ?? "")
      .digest("base64url");
    const fits =
      granted?.challenge === challenge &&
      granted.redirectUri === asked.get("redirect_uri") &&
      asked.get("client_id") === CLIENT &&
      asked.get("grant_type") === "authorization_code";
    if (!granted || !fits) return { status: 400, body: { error: "invalid_grant" } };
    const { accessAudience } = provider;
    const body = {
      token_type: "Bearer",
      expires_in: 300,
      access_token: accessAudience === undefined ? "opaque-token" : await signed(accessAudience, {}),
      id_token: await signed(CLIENT, { nonce: granted.nonce }),
    };
    return { status: 200, body };
  }

  const provider: TestProvider = {
    issuer,
    jwksUrl: `${issuer}/keys`,
    claims: {},
    accessAudience: undefined,
    refusal: undefined,
    discovery: {},
    stop: () => new Promise((stopped) => server.close(() => stopped())),
  };
  return provider;
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly location?: string;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  return text;
}
