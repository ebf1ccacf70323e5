/** The last segment of a qualified name: `GenerateKey` of `crypto/rsa.GenerateKey`, `RSA` of `CryptoPP::RSA`. */
export function lastSegment(name: string): string {
  const match = /(?<![^./:\\])[^./:\\]+$/.exec(name);
  return match ? match[0] : name;
}
