import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { constructedHash, hashName, protocolName } from "../parameters.ts";
import { lastSegment, MAX_NAME } from "../spelling.ts";

// Families of constants: `MBEDTLS_CIPHER_AES_128_CBC`, `BCRYPT_SHA1_ALGORITHM`, `GCRY_MD_SHA256`, `CALG_RC4`.
const PREFIX = /^(?:MBEDTLS_(?:CIPHER|MD|PK)_|GCRY_(?:CIPHER|MD|MAC|PK)_|BCRYPT_(?=.*_ALGORITHM$)|CALG_|EVP_|NID_)/;

/**
 * Names and aliases of the registry with parameters in any common order; qualified names by their last segment, and
 * constructors of digests by the package around them (`crypto/sha256.New`).
 */
export const registry: Notation = {
  id: "registry",
  parse(text) {
    if (text.length > MAX_NAME) return [];
    const constructed = constructedHash(text);
    if (constructed !== undefined) return [{ name: constructed }];
    const use = readOne(text) ?? readOne(lastSegment(text));
    if (use !== undefined) return [use];
    const digest = hashName(text);
    return digest === undefined ? [] : [{ name: digest }];
  },
};

function readOne(text: string): AlgorithmUse | undefined {
  const name = text.replace(PREFIX, "");
  const use = readCompound(name);
  if (use !== undefined) return use;
  const protocol = protocolName(name);
  return protocol === undefined ? undefined : { name: "TLS", protocol };
}
