/** Readers of single parameters, in any library's spelling; each gives the registry's spelling or nothing. */

/** `MODE_CBC`, `modes.CBC`, `cbc`, `NewCBCEncrypter` … to `CBC`. */
export function modeName(_text: string): string | undefined {
  throw new Error("no parameters yet: they come with the next commit");
}

/** `PKCS1Padding`, `RSA_PKCS1_OAEP_PADDING`, `padding.OAEP` … to `PKCS1-v1_5`, `OAEP`, `PSS`, `PKCS7`, `none`. */
export function paddingName(_text: string): string | undefined {
  throw new Error("no parameters yet: they come with the next commit");
}

/** `sha256`, `hashes.SHA256`, `EVP_sha256`, `crypto.SHA256` … to `SHA-256`. */
export function hashName(_text: string): string | undefined {
  throw new Error("no parameters yet: they come with the next commit");
}

/** `PROTOCOL_TLSv1_2`, `TLS1_2_VERSION`, `VersionTLS12` … to `TLSv1.2`. */
export function protocolName(_text: string): string | undefined {
  throw new Error("no parameters yet: they come with the next commit");
}
