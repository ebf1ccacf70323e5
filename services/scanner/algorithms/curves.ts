/** Elliptic curves by all their names, read once from `curves.yaml`. */
import { readTable } from "../data.ts";
import { lastSegment, MAX_NAME, normalise } from "./spelling.ts";

export interface Curve {
  /** CycloneDX name: `P-256`, `secp256k1`, `Curve25519`. */
  readonly name: string;
  /** Bits of the order. */
  readonly bits: number;
  readonly aliases?: readonly string[];
  readonly oid?: string;
}

let loaded: { curves: readonly Curve[]; spellings: ReadonlyMap<string, Curve> } | undefined;

function load(): NonNullable<typeof loaded> {
  const curves = readTable<Curve[]>("algorithms/curves.yaml");
  const spellings = new Map<string, Curve>();
  for (const curve of curves) {
    for (const spelling of [curve.name, ...(curve.aliases ?? [])]) {
      const key = normalise(spelling);
      const other = spellings.get(key);
      if (other !== undefined && other !== curve) {
        throw new Error(`curves.yaml: "${spelling}" names both ${other.name} and ${curve.name}; keep one`);
      }
      spellings.set(key, curve);
    }
    if (curve.oid !== undefined) spellings.set(curve.oid, curve);
  }
  return { curves, spellings };
}

export function allCurves(): readonly Curve[] {
  loaded ??= load();
  return loaded.curves;
}

/** Normalised names and aliases (and dotted OIDs) to curves. */
export function curveSpellings(): ReadonlyMap<string, Curve> {
  loaded ??= load();
  return loaded.spellings;
}

// What libraries put around a curve's name: `NID_X9_62_prime256v1`, `id_ecp_secp256r1`, `MBEDTLS_ECP_DP_SECP256R1`, `EC_GROUP_P256`.
const PREFIX =
  /^(?:nidx962|nid|sn|lnx962|oid|ellipticcurve|eccurve|namedcurve|curve|mbedtlsecpdp|ecpdp|ecgroup|nist|ec|ecc|x962)/;

/**
 * CycloneDX name of a curve in any common spelling: `prime256v1`, `secp256r1`, `NIST P-256`, `NID_X9_62_prime256v1`,
 * `CurveP256`, `ec.SECP256R1`, `1.2.840.10045.3.1.7` are `P-256`.
 */
export function curveName(text: string): string | undefined {
  if (text.length > MAX_NAME) return undefined;
  const spellings = curveSpellings();
  const dotted = spellings.get(text.trim());
  if (dotted !== undefined) return dotted.name;
  for (const candidate of [text, lastSegment(text)]) {
    const key = normalise(candidate);
    const found =
      spellings.get(key) ??
      spellings.get(key.replace(PREFIX, "")) ??
      spellings.get(key.replace(/(?:v1)?(?:curve|params?)$/, ""));
    if (found !== undefined) return found.name;
  }
  return undefined;
}

/** Bits of the curve's order, by any of its names. */
export function curveBits(name: string): number | undefined {
  return curveSpellings().get(normalise(name))?.bits;
}
