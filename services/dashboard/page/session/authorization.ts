/**
 * Sign-in at the organisation's identity provider: the authorization code flow with PKCE for a public client (RFC 6749, RFC 7636,
 * RFC 9700). What is begun is kept in this tab until the provider's answer, which is taken once.
 */
import type { paths } from "../api/schema.ts";

type Ways = paths["/api/v1/sign-in"]["get"]["responses"][200]["content"]["application/json"];
export type Provider = NonNullable<Ways["provider"]>;

/** Where the provider sends people back to; the client has to be registered with it. */
export const CALLBACK = "/sign-in/callback";
const KEY = "pqc-audit.sign-in";
const RANDOM_BYTES = 32;

interface Begun {
  readonly issuer: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** Where to go once signed in. */
  readonly to: string;
}

export interface Answered extends Pick<Begun, "nonce" | "verifier" | "to"> {
  readonly code: string;
}

/** Why nobody was signed in, for people. */
export class SignInFault extends Error {
  override readonly name = "SignInFault";
}

/** Keeps what the answer is held against; gives where to go. Throws `SignInFault` where the browser cannot do it here. */
export async function beginSignIn(provider: Provider, to: string): Promise<string> {
  if (globalThis.crypto?.subtle === undefined) {
    throw new SignInFault("Browsers sign in this way over https only: open this page by its https address.");
  }
  const begun: Begun = { issuer: provider.issuer, state: random(), nonce: random(), verifier: random(), to };
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(begun.verifier));
  const url = new URL(provider.authorizationEndpoint);
  const asked = {
    response_type: "code",
    client_id: provider.clientId,
    redirect_uri: redirectUri(),
    scope: provider.scope,
    state: begun.state,
    nonce: begun.nonce,
    code_challenge: base64url(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  sessionStorage.setItem(KEY, JSON.stringify(begun));
  return url.href;
}

/** The provider's answer, checked against what was begun in this tab. Throws `SignInFault`. */
export function takeAnswer(answer: URLSearchParams): Answered {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (kept === null) throw new SignInFault("No sign-in was begun in this tab, or its answer was taken already.");
  const { issuer, state, nonce, verifier, to } = JSON.parse(kept) as Begun;
  if (answer.get("state") !== state)
    throw new SignInFault("The answer is not to the sign-in that was begun in this tab.");
  // RFC 9207: an answer of another provider is not for this one's endpoint.
  const from = answer.get("iss");
  if (from !== null && from !== issuer) throw new SignInFault("The answer is from another identity provider.");
  const error = answer.get("error");
  if (error !== null) {
    const why = answer.get("error_description");
    throw new SignInFault(`The identity provider answers ${error}${why === null ? "." : `: ${why}`}`);
  }
  const code = answer.get("code");
  if (code === null || code === "") throw new SignInFault("The identity provider's answer holds no code.");
  return { code, nonce, verifier, to };
}

export function redirectUri(): string {
  return `${globalThis.location.origin}${CALLBACK}`;
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
