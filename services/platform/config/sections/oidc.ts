/** Sign-on of people at the HTTP API through an identity provider (OpenID Connect). */
import { list, text } from "../key.ts";

export const oidc = {
  issuer: text("Issuer of the tokens, as in their claim iss; with audience and jwks_url. Empty for none.", {
    default: "",
    unit: "URL",
  }),
  audience: text("What the tokens must be for, as in their claim aud.", { default: "", unit: "name" }),
  jwks_url: text("Where the issuer publishes its keys (jwks_uri of its discovery document); https.", {
    default: "",
    unit: "URL",
  }),
  role_claim: text("Claim that gives the role: a text or a list of texts.", { default: "roles", unit: "name" }),
  viewer_values: list("Values of the claim that make a viewer.", { default: ["pqc-audit-viewer"], unit: "name" }),
  operator_values: list("Values of the claim that make an operator.", {
    default: ["pqc-audit-operator"],
    unit: "name",
  }),
  admin_values: list("Values of the claim that make an admin.", { default: ["pqc-audit-admin"], unit: "name" }),
  repositories_claim: text(
    "Claim with globs over the repositories that the token is for; without such a claim it is for none. Empty: no limit.",
    { default: "", unit: "name" },
  ),
  teams_claim: text(
    "Claim with the teams that the token is for, as repositories' facts name them; without such a claim it is for none. Empty: no limit.",
    { default: "", unit: "name" },
  ),
  client_id: text(
    "Public client that the page signs people in as, by authorization code with PKCE; its redirect URI is the server's own address and /sign-in/callback. Empty: the page takes tokens only.",
    { default: "", unit: "name" },
  ),
  scope: text("What the page asks the provider for; with openid, so that there is an ID token to check.", {
    default: "openid",
    unit: "names",
  }),
};
