/**
 * Sign-on of people: JSON Web Tokens of an identity provider, checked against its published keys (OpenID Connect Core 1.0,
 * RFC 7519, RFC 7517). A claim gives the role, others may limit the repositories and the teams.
 */
import { RetryableError, UsageError } from "@pqc-audit/platform/errors.ts";
import { ApiError } from "./errors.ts";
import { createIdentity, type Identity, ROLES, type Role } from "./identity.ts";
import type { FindIdentity } from "./tokens.ts";

export interface OidcConfig {
  readonly issuer: string;
  readonly audience: string;
  /** `https:`, or `http:` on loopback. */
  readonly jwksUrl: string;
  /** A text or a list of texts. */
  readonly roleClaim: string;
  /** The values of the claim that give each role; the highest counts. */
  readonly roles: Readonly<Record<Role, readonly string[]>>;
  /** Globs over targets. Where it is configured and a token has no such claim, the token reaches nothing. */
  readonly repositoriesClaim?: string;
  /** Names of teams; likewise. */
  readonly teamsClaim?: string;
  /** The public client that the page signs people in as (`provider.ts`); they bring their own tokens where absent. */
  readonly signIn?: {
    readonly clientId: string;
    /** Names, separated by spaces. */
    readonly scope: string;
  };
}

/** Signatures only: with a shared secret whoever checks a token could make one. */
export const ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
export const CLOCK_TOLERANCE_SECONDS = 30;
export const FETCH_TIMEOUT_MS = 5_000;
/** The provider's trouble, not the token's. */
const PROVIDER_FAULTS = ["ERR_JWKS_TIMEOUT", "ERR_JWKS_INVALID", "ERR_JOSE_GENERIC"];

export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

/** Throws `UsageError` where the configuration cannot be used. */
export async function openOidc(config: OidcConfig): Promise<FindIdentity> {
  const { createRemoteJWKSet, errors, jwtVerify } = await import("jose");
  const keys = createRemoteJWKSet(checkedUrl(config.jwksUrl, "oidc.jwks_url"), {
    timeoutDuration: FETCH_TIMEOUT_MS,
  });
  const { issuer, audience } = config;
  return async (token) => {
    let claims: Readonly<Record<string, unknown>>;
    try {
      const verified = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ["exp", "sub"],
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      claims = verified.payload;
    } catch (thrown) {
      if (thrown instanceof errors.JOSEError && !PROVIDER_FAULTS.includes(thrown.code)) return undefined;
      throw new RetryableError(`the keys of ${issuer} cannot be read now`, { cause: thrown });
    }
    return identityOf(config, claims);
  };
}

function identityOf(config: OidcConfig, claims: Readonly<Record<string, unknown>>): Identity {
  const given = textsOf(claims[config.roleClaim]);
  const role = ROLES.findLast((each) => config.roles[each].some((value) => given.includes(value)));
  if (role === undefined) {
    throw new ApiError(403, "forbidden", `nothing in the claim ${config.roleClaim} of this token is a role here`);
  }
  const { repositoriesClaim, teamsClaim } = config;
  const reach = {
    ...(repositoriesClaim !== undefined && { repositories: textsOf(claims[repositoriesClaim]) }),
    ...(teamsClaim !== undefined && { teams: textsOf(claims[teamsClaim]) }),
  };
  try {
    return createIdentity(`sign-on:${claims.sub}`, String(claims.sub), role, reach);
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    throw new ApiError(403, "forbidden", `the claim ${repositoriesClaim} of this token: ${thrown.message}`);
  }
}

function textsOf(claim: unknown): readonly string[] {
  return [claim].flat().filter((each) => typeof each === "string");
}

/** Throws `UsageError` where it is neither `https:` nor on loopback. `what`: where it is from. */
export function checkedUrl(text: string, what: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const loopback = url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  if (url?.protocol === "https:" || (url?.protocol === "http:" && loopback)) return url;
  throw new UsageError(`${what} ${text} is no https:// URL`);
}
