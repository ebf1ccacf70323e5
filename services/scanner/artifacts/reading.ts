/** What the readers of single objects (a certificate, a key) share: they see one object's bytes, not where it stands. */
import { createHash } from "node:crypto";
import type { ArtifactUse } from "./artifact.ts";

/** A use found in one object. */
export type ObjectUse = Omit<ArtifactUse, "start" | "end">;

/** Reads one object; throws where the bytes are not what they claim. */
export type ObjectReader = (der: Uint8Array) => readonly ObjectUse[];

/** One-way name of bytes, for fingerprints. */
export function digest(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

/** Text from a hostile file for a message or a snippet: printable, short. */
export function printable(text: string, length = 80): string {
  const clean = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "?");
  return clean.length > length ? `${clean.slice(0, length)}…` : clean;
}
