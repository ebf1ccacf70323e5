/**
 * What must not be read out of the database: signing secrets and addresses, as that of a Slack channel lets anybody write
 * to it. Both hang on one key that lies in a file, as all secrets of a server do. A signing secret is never stored: it is
 * made of the key and the webhook's salt whenever it is needed. An address is stored sealed (AES-256-GCM).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { UsageError } from "@pqc-audit/platform/errors.ts";

const SHORTEST = 32;
const NONCE = 12;
const TAG = 16;

export interface WebhookKeys {
  /** 32 bytes: what Standard Webhooks writes as `whsec_<base64>`. */
  readonly secretOf: (webhookId: string, salt: string) => Buffer;
  readonly seal: (webhookId: string, url: string) => string;
  /** Throws `UsageError` where another key has sealed it. */
  readonly open: (webhookId: string, sealed: string) => string;
}

/** `key`: the file's content. Throws `UsageError` where it is too short to be a secret. */
export function webhookKeys(key: string): WebhookKeys {
  if (key.length < SHORTEST) {
    throw new UsageError(
      `webhooks.key_file holds ${key.length} characters: it needs ${SHORTEST} at least, such as \`openssl rand -base64 32\` prints`,
    );
  }
  const derived = (salt: string, use: string) => Buffer.from(hkdfSync("sha256", key, salt, use, 32));
  const sealing = derived("", "pqc-audit webhook address");
  return {
    secretOf: (webhookId, salt) => derived(salt, `pqc-audit webhook secret ${webhookId}`),
    seal(webhookId, url) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv("aes-256-gcm", sealing, nonce).setAAD(Buffer.from(webhookId));
      const sealed = Buffer.concat([cipher.update(url, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
    },
    open(webhookId, text) {
      const bytes = Buffer.from(text, "base64");
      try {
        const nonce = bytes.subarray(0, NONCE);
        const decipher = createDecipheriv("aes-256-gcm", sealing, nonce, { authTagLength: TAG });
        decipher.setAAD(Buffer.from(webhookId)).setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
        return decipher.update(bytes.subarray(NONCE + TAG), undefined, "utf8") + decipher.final("utf8");
      } catch (thrown) {
        throw new UsageError("the webhook was made under another webhooks.key_file: delete it and make it again", {
          cause: thrown,
        });
      }
    },
  };
}

export function secretText(secret: Buffer): string {
  return `whsec_${secret.toString("base64")}`;
}
