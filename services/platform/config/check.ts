/** Checks configuration values against each other; every complaint names key, value and remedy. */
import { UsageError } from "../errors.ts";
import type { Config } from "./config.ts";

const SUBJECT = /^[\w-]+(?:\.[\w-]+)*$/;

/** What the schema cannot say: keys that must fit each other. */
export function checkTogether(config: Config): void {
  const { performance, grpc, health, nats, oidc, s3 } = config;
  if (performance.max_file_size_mb >= performance.max_memory_mb) {
    throw new UsageError(
      `performance.max_file_size_mb (${performance.max_file_size_mb}) must be below performance.max_memory_mb ` +
        `(${performance.max_memory_mb}): a file is held in memory while it is scanned`,
    );
  }
  const tls = { ca_file: grpc.ca_file, certificate_file: grpc.certificate_file, key_file: grpc.key_file };
  const missing = Object.keys(tls).filter((key) => tls[key as keyof typeof tls] === "");
  if (missing.length > 0 && missing.length < 3) {
    throw new UsageError(
      `grpc.${missing.join(" and grpc.")} missing: TLS needs ca_file, certificate_file and key_file`,
    );
  }
  const provider = { issuer: oidc.issuer, audience: oidc.audience, jwks_url: oidc.jwks_url };
  const unset = Object.entries(provider).filter(([, value]) => value === "");
  if (unset.length > 0 && unset.length < 3) {
    const keys = unset.map(([key]) => `oidc.${key}`).join(" and ");
    throw new UsageError(`${keys} missing: sign-on needs issuer, audience and jwks_url`);
  }
  if ((health.profile_listen === "") !== (health.profile_token_file === "")) {
    throw new UsageError("health.profile_listen and health.profile_token_file go together: set both or neither");
  }
  if ((nats.user === "") !== (nats.password_file === "")) {
    throw new UsageError("nats.user and nats.password_file go together: set both or neither");
  }
  const ways = { user: nats.user, token_file: nats.token_file, credentials_file: nats.credentials_file };
  const given = Object.entries(ways).filter(([, value]) => value !== "");
  if (given.length > 1) {
    throw new UsageError(
      `nats.${given.map(([key]) => key).join(" and nats.")} are set: a client is known by one of them`,
    );
  }
  if (nats.inbox_prefix !== "" && !SUBJECT.test(nats.inbox_prefix)) {
    throw new UsageError(
      `nats.inbox_prefix must be words joined by dots, without wildcards, such as _INBOX.worker; is ${JSON.stringify(nats.inbox_prefix)}`,
    );
  }
  if ((nats.certificate_file === "") !== (nats.key_file === "") || (nats.key_file !== "" && nats.ca_file === "")) {
    throw new UsageError("nats.certificate_file and nats.key_file go together, and with nats.ca_file");
  }
  if (s3.access_key_id !== "" && s3.access_key_id_file !== "") {
    throw new UsageError("s3.access_key_id and s3.access_key_id_file are set: the access key stands in one of them");
  }
  if ((s3.access_key_id + s3.access_key_id_file === "") !== (s3.secret_access_key_file === "")) {
    throw new UsageError(
      "s3.access_key_id (or access_key_id_file) and s3.secret_access_key_file go together: set both or neither",
    );
  }
  if (s3.session_token_file !== "" && s3.secret_access_key_file === "") {
    throw new UsageError("s3.session_token_file goes with s3.secret_access_key_file: a token alone opens nothing");
  }
}
