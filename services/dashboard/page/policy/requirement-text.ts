/** Which uses a requirement is about, in words. */
import type { Requirement } from "../api/policy.ts";

export function aboutText(requirement: Requirement): string {
  const { quantum, classical, purposes, operations, families, parts, protocols, classes } = requirement;
  const { strengthBelow, keySizeBelow } = requirement;
  const lists = [
    ["to a quantum computer", quantum],
    ["today", classical],
    ["for", purposes],
    ["operation", operations],
    ["family", families],
    ["algorithm with", parts],
    ["protocol", protocols],
    ["systems", classes],
  ] as const;
  const told = lists.flatMap(([name, values]) =>
    values === undefined || values.length === 0 ? [] : [`${name} ${values.join(" or ")}`],
  );
  if (strengthBelow !== undefined) told.push(`strength below ${strengthBelow} bits`);
  if (keySizeBelow !== undefined) told.push(`key below ${keySizeBelow} bits`);
  return told.length === 0 ? "every use" : told.join("; ");
}
