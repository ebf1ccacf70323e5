import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { protocolName } from "../parameters.ts";
import { lastSegment } from "../spelling.ts";

/** Names and aliases of the registry with parameters in any common order; qualified names by their last segment. */
export const registry: Notation = {
  id: "registry",
  parse(text) {
    const use = readAny(text);
    return use === undefined ? [] : [use];
  },
};

/** One use in the registry's own terms; a protocol version counts. */
export function readAny(text: string): AlgorithmUse | undefined {
  const use = readCompound(text);
  if (use !== undefined) return use;
  const protocol = protocolName(text);
  if (protocol !== undefined) return { name: "TLS", protocol };
  const last = lastSegment(text);
  return last === text ? undefined : readCompound(last);
}
