/**
 * A piece of JVM code without package and imports (an answer, a document, a test case) names classes of the standard
 * library by their simple names alone. No compiler takes it, but what is meant is plain.
 */
const PACKAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    "java.security":
      "AlgorithmParameterGenerator AlgorithmParameters KeyFactory KeyPairGenerator KeyStore MessageDigest Security Signature",
    "java.security.spec": "DSAParameterSpec ECGenParameterSpec RSAKeyGenParameterSpec",
    "javax.crypto": "Cipher KeyAgreement KeyGenerator Mac NullCipher SecretKeyFactory",
    "javax.crypto.spec": "DESKeySpec DESedeKeySpec PBEKeySpec SecretKeySpec",
    "javax.net.ssl": "SSLContext SSLEngine SSLParameters SSLServerSocket SSLSocket",
  }).flatMap(([path, names]) => names.split(" ").map((name): [string, string] => [name, path])),
);

/** The qualified name of a class's simple name, or of a path that begins with one; nothing for any other. */
export function meantByFragment(path: string): string | undefined {
  const owner = PACKAGES.get(/^[^.]*/.exec(path)?.[0] ?? "");
  return owner === undefined ? undefined : `${owner}.${path}`;
}
