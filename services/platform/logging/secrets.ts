/**
 * Keeps secrets out of everything that is written: values under a telling name, credentials in URLs, bearer tokens,
 * private-key blocks. Masking works on a copy; what is logged never shares structure with what is used.
 */

const MASK = "[masked]";
const SECRET_NAME =
  /(password|passwd|secret|token|authorization|cookie|credential|private_?key|access_?key|api_?key|nonce)/i;
/** Names that only look secret: they say where a secret lies, or how many there are. */
const HARMLESS_NAME = /(_file|File|_path|Path|Count|_id|Id)$/;
const MAX_DEPTH = 6;

export function maskSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return maskText(value);
  if (value === null || typeof value !== "object") return value;
  if (depth >= MAX_DEPTH) return "[too deep]";
  if (value instanceof Error) return maskError(value, depth);
  if (value instanceof Date) return value;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isSecret(name) ? MASK : maskSecrets(item, depth + 1)]),
  );
}

/** Masks what is secret by its form, wherever it stands in a text. */
export function maskText(text: string): string {
  return text
    .replace(/\b([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/@]+@/gi, `$1${MASK}@`)
    .replace(/\b(bearer|basic)\s+[a-z0-9._~+/=-]{8,}/gi, `$1 ${MASK}`)
    .replace(/-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----[\s\S]*?(-----END \1-----|$)/g, `[masked $1]`)
    .replace(/([?&](?:token|access_token|password|signature|x-amz-signature|x-amz-credential)=)[^&\s]+/gi, `$1${MASK}`);
}

function isSecret(name: string): boolean {
  return SECRET_NAME.test(name) && !HARMLESS_NAME.test(name);
}

function maskError(error: Error, depth: number): unknown {
  return {
    type: error.name,
    message: maskText(error.message),
    ...(error.stack !== undefined && { stack: maskText(error.stack) }),
    ...(error.cause !== undefined && { cause: maskSecrets(error.cause, depth + 1) }),
  };
}
