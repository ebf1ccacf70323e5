/** Elliptic curves by all their names. */

/** CycloneDX name of a curve in any common spelling: `prime256v1`, `secp256r1`, `NIST P-256`, `NID_X9_62_prime256v1`, `CurveP256` are `P-256`. */
export function curveName(_text: string): string | undefined {
  throw new Error("no curves yet: they come with the next commit");
}

/** Bits of the curve's order, by CycloneDX name. */
export function curveBits(_name: string): number | undefined {
  throw new Error("no curves yet: they come with the next commit");
}
