/** AWS Signature Version 4 of one request, as S3 checks it: enough to know whose key signed it, and to sign it with another. */
import { createHash, createHmac } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

export interface KeyPair {
  readonly id: string;
  readonly secret: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Path and query as they were sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

interface Authorization {
  readonly id: string;
  /** `20261123/us-east-1/s3/aws4_request` */
  readonly scope: string;
  readonly signedHeaders: string;
  readonly signature: string;
}

export const SESSION_TOKEN = "x-amz-security-token";

const PATTERN =
  /^AWS4-HMAC-SHA256 Credential=(?<id>[^/]+)\/(?<scope>[^,]+), SignedHeaders=(?<signedHeaders>[^,]+), Signature=(?<signature>\w+)$/;

/** Undefined where the request is not signed. */
export function authorizationOf({ headers }: SignedRequest): Authorization | undefined {
  const { groups } = PATTERN.exec(headers.authorization ?? "") ?? {};
  const { id, scope, signedHeaders, signature } = groups ?? {};
  if (id === undefined || scope === undefined || signedHeaders === undefined || signature === undefined)
    return undefined;
  return { id, scope, signedHeaders, signature };
}

/** The headers of the request as whoever has these keys would have sent it, without a session. */
export function signedWith(keys: KeyPair, request: SignedRequest, authorization: Authorization): IncomingHttpHeaders {
  const { [SESSION_TOKEN]: _, ...headers } = request.headers;
  const { scope } = authorization;
  const signedHeaders = authorization.signedHeaders
    .split(";")
    .filter((name) => name !== SESSION_TOKEN)
    .join(";");
  const signature = signatureOf(keys, request, scope, signedHeaders);
  const parts = [`Credential=${keys.id}/${scope}`, `SignedHeaders=${signedHeaders}`, `Signature=${signature}`];
  return { ...headers, authorization: `AWS4-HMAC-SHA256 ${parts.join(", ")}` };
}

export function signatureOf(keys: KeyPair, request: SignedRequest, scope: string, signedHeaders: string): string {
  const { method, headers } = request;
  const [path = "/", query = ""] = request.url.split("?");
  const parameters = query.split("&").filter((each) => each !== "");
  const canonical = [
    method,
    path,
    parameters
      .map((each) => (each.includes("=") ? each : `${each}=`))
      .sort()
      .join("&"),
    ...signedHeaders.split(";").map((name) => `${name}:${String(headers[name] ?? "").trim()}`),
    "",
    signedHeaders,
    String(headers["x-amz-content-sha256"] ?? ""),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", String(headers["x-amz-date"]), scope, sha256(canonical)].join("\n");
  let key = Buffer.from(`AWS4${keys.secret}`);
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  return createHmac("sha256", key).update(text).digest("hex");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
