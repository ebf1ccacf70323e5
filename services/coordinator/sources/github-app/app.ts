/** A GitHub App as the files of a secret describe it: who it is, where it is installed, its private key. */
import { createHash, createPrivateKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { messageOf, UsageError } from "@pqc-audit/platform/errors.ts";

export interface AppFiles {
  /** JSON: `app_id`, and where they are not to be found out `installation_id` and `api_url`. */
  readonly appFile: string;
  /** PEM, as GitHub gives it out (PKCS #1) or PKCS #8. */
  readonly keyFile: string;
}

export interface GitHubApp {
  /** Number of the app, or its client id. */
  readonly id: string;
  /** Looked up by the owner of a repository where absent. */
  readonly installation: string | undefined;
  /** Where the API is, with a slash at the end. */
  readonly api: string;
  readonly key: KeyObject;
  /** Tells keys apart and says nothing about them. */
  readonly keyDigest: string;
}

const NAMES = ["app_id", "installation_id", "api_url"];

/** GitHub's own, a company's at ghe.com (data residency), or that of an Enterprise Server: with a slash at the end. */
export function githubApiOf(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  if (hostname === "github.com") return "https://api.github.com/";
  return hostname.endsWith(".ghe.com") ? `${protocol}//api.${hostname}/` : `${origin}/api/v3/`;
}

/** Read at each use, so that both files can be replaced. Throws `UsageError` naming the file, never what it holds. */
export function readApp(host: string, { appFile, keyFile }: AppFiles): GitHubApp {
  const fields = fieldsOf(appFile);
  const id = textOf(fields.app_id);
  if (id === undefined)
    throw new UsageError(`${appFile} must say app_id: the number of the GitHub App, or its client id.`);
  const installation = textOf(fields.installation_id);
  if (fields.installation_id !== undefined && !/^\d{1,20}$/.test(installation ?? "")) {
    throw new UsageError(`${appFile}: installation_id must be a number.`);
  }
  const pem = contentOf(keyFile);
  return {
    id,
    installation,
    // The port of a target is its sender's choice, and must not decide who is sent a signature of ours.
    api:
      fields.api_url === undefined
        ? githubApiOf(`https://${host.includes(":") ? `[${host}]` : host}`)
        : apiUrl(appFile, fields.api_url),
    key: keyOf(keyFile, pem),
    keyDigest: createHash("sha256").update(pem).digest("hex"),
  };
}

function fieldsOf(file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(contentOf(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsageError(`${file} must hold one JSON object with app_id.`);
  }
  const odd = Object.keys(value).find((name) => !NAMES.includes(name));
  if (odd !== undefined)
    throw new UsageError(`${file}: ${JSON.stringify(odd.slice(0, 40))} is none of ${NAMES.join(", ")}.`);
  return { ...value };
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`Cannot read ${file}: ${messageOf(error).split(",")[0]}.`, { cause: error });
  }
}

function textOf(value: unknown): string | undefined {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === "string" && /^[\w.-]{1,100}$/.test(text) ? text : undefined;
}

function apiUrl(file: string, value: unknown): string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (
    url?.protocol !== "https:" ||
    url.username !== "" ||
    url.password !== "" ||
    url.search !== "" ||
    url.hash !== ""
  ) {
    throw new UsageError(`${file}: api_url must be https://HOST/PATH, without credentials and query.`);
  }
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

function keyOf(file: string, pem: string): KeyObject {
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What OpenSSL says of it may quote it.
  }
  if (key?.asymmetricKeyType !== "rsa") {
    throw new UsageError(
      `${file} holds no private RSA key in PEM without a passphrase, as GitHub gives it out for an app.`,
    );
  }
  return key;
}
