/** Texts behind constants of libraries that programs put together to names of algorithms, by qualified name. */

const KEY_PROPERTIES = "android.security.keystore.KeyProperties";
const DIGESTS = "org.apache.commons.codec.digest.MessageDigestAlgorithms";

/** https://developer.android.com/reference/android/security/keystore/KeyProperties, Commons Codec's `MessageDigestAlgorithms`. */
const CONSTANTS: ReadonlyMap<string, string> = new Map([
  ...entries(KEY_PROPERTIES, {
    KEY_ALGORITHM_RSA: "RSA",
    KEY_ALGORITHM_EC: "EC",
    KEY_ALGORITHM_XDH: "XDH",
    KEY_ALGORITHM_AES: "AES",
    KEY_ALGORITHM_3DES: "DESede",
    KEY_ALGORITHM_HMAC_SHA1: "HmacSHA1",
    KEY_ALGORITHM_HMAC_SHA224: "HmacSHA224",
    KEY_ALGORITHM_HMAC_SHA256: "HmacSHA256",
    KEY_ALGORITHM_HMAC_SHA384: "HmacSHA384",
    KEY_ALGORITHM_HMAC_SHA512: "HmacSHA512",
    BLOCK_MODE_ECB: "ECB",
    BLOCK_MODE_CBC: "CBC",
    BLOCK_MODE_CTR: "CTR",
    BLOCK_MODE_GCM: "GCM",
    ENCRYPTION_PADDING_NONE: "NoPadding",
    ENCRYPTION_PADDING_PKCS7: "PKCS7Padding",
    ENCRYPTION_PADDING_RSA_PKCS1: "PKCS1Padding",
    ENCRYPTION_PADDING_RSA_OAEP: "OAEPPadding",
    DIGEST_MD5: "MD5",
    DIGEST_SHA1: "SHA-1",
    DIGEST_SHA224: "SHA-224",
    DIGEST_SHA256: "SHA-256",
    DIGEST_SHA384: "SHA-384",
    DIGEST_SHA512: "SHA-512",
  }),
  ...entries(DIGESTS, {
    MD2: "MD2",
    MD5: "MD5",
    SHA_1: "SHA-1",
    SHA_224: "SHA-224",
    SHA_256: "SHA-256",
    SHA_384: "SHA-384",
    SHA_512: "SHA-512",
    SHA3_256: "SHA3-256",
    SHA3_512: "SHA3-512",
  }),
]);

function entries(owner: string, texts: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(texts).map(([name, text]) => [`${owner}.${name}`, text]);
}

/** The text of the first of these names that is such a constant. */
export function jvmConstant(names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = CONSTANTS.get(name);
    if (text !== undefined) return text;
  }
  return undefined;
}
