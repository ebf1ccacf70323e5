import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { MAX_NAME, normalise, table } from "../spelling.ts";

const NAMES = table<AlgorithmUse>({
  rsassapkcs1v15: { name: "RSA", padding: "PKCS1-v1_5", operation: "sign" },
  rsapss: { name: "RSA", padding: "PSS", operation: "sign" },
  rsaoaep: { name: "RSA", padding: "OAEP", operation: "encrypt" },
  rsaespkcs1v15: { name: "RSA", padding: "PKCS1-v1_5", operation: "encrypt" },
  aeskw: { name: "AES", mode: "KW" },
});

/** https://www.w3.org/TR/WebCryptoAPI/ and its secure-curves and modern-algorithms drafts: `RSA-OAEP`, `AES-CBC`, `ECDSA`, `HKDF`, `ML-KEM-768`. */
export const webcrypto: Notation = {
  id: "webcrypto",
  parse(text) {
    if (text.length > MAX_NAME) return [];
    const use = NAMES.get(normalise(text)) ?? readCompound(text);
    return use === undefined ? [] : [use];
  },
};
