/**
 * The identity provider as the page signs people in with it: where it is (OpenID Connect Discovery 1.0), and the exchange of a
 * code (RFC 6749, RFC 7636). The page never talks to it but by going there, so the page's policy stays closed to all others.
 */
import { messageOf, RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import { ApiError } from "./errors.ts";
import {
  ALGORITHMS,
  CLOCK_TOLERANCE_SECONDS,
  checkedUrl,
  FETCH_TIMEOUT_MS,
  looksLikeJwt,
  type OidcConfig,
} from "./oidc.ts";
import type { FindIdentity } from "./tokens.ts";

const KEPT_MS = 3_600_000;

export interface Code {
  readonly code: string;
  /** RFC 7636. */
  readonly verifier: string;
  /** That the page went there with, and the ID token has to carry. */
  readonly nonce: string;
  /** As the page gave it to the provider, which compares them. */
  readonly redirectUri: string;
}

interface Endpoints {
  readonly authorization: string;
  readonly token: string;
}

export class Provider {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
  readonly #jwksUrl: string;
  readonly #audience: string;
  readonly #clock: () => number;
  #known: { readonly endpoints: Endpoints; readonly until: number } | undefined;

  /** Throws `UsageError` where the configuration cannot be used. */
  constructor(
    { issuer, audience, jwksUrl }: OidcConfig,
    { clientId, scope }: NonNullable<OidcConfig["signIn"]>,
    clock: () => number,
  ) {
    checkedUrl(issuer, "oidc.issuer");
    if (!scope.split(" ").includes("openid")) {
      throw new UsageError(
        `oidc.scope ${JSON.stringify(scope)} lacks openid: without it there is no ID token to check`,
      );
    }
    this.issuer = issuer;
    this.clientId = clientId;
    this.scope = scope;
    this.#jwksUrl = jwksUrl;
    this.#audience = audience;
    this.#clock = clock;
  }

  /** Where people sign in. Throws `RetryableError` while the provider cannot be asked or is none that can be used. */
  async authorizationEndpoint(): Promise<string> {
    return (await this.#endpoints()).authorization;
  }

  /**
   * The token that this API takes: the access token where it is for this API, else the ID token. Throws `ApiError` 401 where
   * the provider refuses the code, 403 where nothing that it gives is for this API, `RetryableError` while it cannot be asked.
   */
  async exchange({ code, verifier, nonce, redirectUri }: Code, find: FindIdentity): Promise<string> {
    const { token } = await this.#endpoints();
    const answer = await this.#ask(token, {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({
        grant_type: "authorization_code",
        code,
        redirect_uri: redirectUri,
        client_id: this.clientId,
        code_verifier: verifier,
      }),
    });
    if (answer.status >= 500) throw new RetryableError(`${this.issuer} answers ${answer.status} to a code`);
    const { error, id_token: idToken, access_token: accessToken } = answer.body;
    if (!answer.ok || typeof idToken !== "string") {
      const why = typeof error === "string" && /^[\w.-]{1,50}$/.test(error) ? error : `status ${answer.status}`;
      throw new ApiError(401, "unauthorized", `the identity provider does not take the code: ${why}; sign in again`);
    }
    await this.#checkNonce(idToken, nonce);
    for (const given of [accessToken, idToken]) {
      if (typeof given === "string" && looksLikeJwt(given) && (await find(given))) return given;
    }
    throw new ApiError(
      403,
      "forbidden",
      `no token of the identity provider is for ${this.#audience}, as oidc.audience says`,
    );
  }

  /** Somebody else's answer is none of ours. */
  async #checkNonce(idToken: string, nonce: string): Promise<void> {
    const { createRemoteJWKSet, errors, jwtVerify } = await import("jose");
    const keys = createRemoteJWKSet(checkedUrl(this.#jwksUrl, "oidc.jwks_url"), { timeoutDuration: FETCH_TIMEOUT_MS });
    try {
      const { payload } = await jwtVerify(idToken, keys, {
        issuer: this.issuer,
        audience: this.clientId,
        algorithms: ALGORITHMS,
        requiredClaims: ["exp", "sub", "nonce"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      if (payload.nonce === nonce) return;
    } catch (thrown) {
      if (!(thrown instanceof errors.JOSEError)) {
        throw new RetryableError(`the keys of ${this.issuer} cannot be read now`, { cause: thrown });
      }
    }
    throw new ApiError(401, "unauthorized", "the identity provider's answer is not to this sign-in; sign in again");
  }

  async #endpoints(): Promise<Endpoints> {
    const now = this.#clock();
    if (this.#known && this.#known.until > now) return this.#known.endpoints;
    const { ok, status, body } = await this.#ask(
      `${this.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
      {},
    );
    if (!ok) throw new RetryableError(`${this.issuer} answers ${status} instead of its discovery document`);
    const { issuer, authorization_endpoint: authorization, token_endpoint: token } = body;
    const methods = body.code_challenge_methods_supported;
    if (issuer !== this.issuer)
      throw new RetryableError(`the discovery document of ${this.issuer} is of another issuer`);
    if (typeof authorization !== "string" || typeof token !== "string") {
      throw new RetryableError(`the discovery document of ${this.issuer} names no endpoints`);
    }
    if (Array.isArray(methods) && !methods.includes("S256")) {
      throw new RetryableError(`${this.issuer} does not know PKCE with S256`);
    }
    for (const url of [authorization, token]) checkedUrl(url, `an endpoint of ${this.issuer},`);
    const endpoints = { authorization, token };
    this.#known = { endpoints, until: now + KEPT_MS };
    return endpoints;
  }

  async #ask(
    url: string,
    init: RequestInit,
  ): Promise<{ readonly ok: boolean; readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
    try {
      const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
      const answer = await fetch(url, { ...init, redirect: "error", signal });
      const body: unknown = await answer.json().catch(() => ({}));
      const isObject = typeof body === "object" && body !== null;
      return { ok: answer.ok, status: answer.status, body: isObject ? { ...body } : {} };
    } catch (thrown) {
      throw new RetryableError(`${this.issuer} cannot be reached: ${messageOf(thrown)}`, { cause: thrown });
    }
  }
}
