import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { curveName } from "../curves.ts";
import { table } from "../spelling.ts";

// Curves that serve one algorithm only.
const OWN = table<string>({
  Curve25519: "X25519",
  Curve448: "X448",
  Edwards25519: "Ed25519",
  Edwards448: "Ed448",
});

/** The use a curve alone means: `P-256` is an `EC` key, `Ed25519` its own algorithm. */
export function curveUse(text: string): AlgorithmUse | undefined {
  const curve = curveName(text);
  return curve === undefined ? undefined : { name: OWN.get(curve) ?? "EC", curve };
}

/** A curve in any spelling. */
export const curve: Notation = {
  id: "curve",
  parse(text) {
    const use = curveUse(text);
    return use === undefined ? [] : [use];
  },
};
