/** A number for a text of any length, to look it up by. Few texts share one; who looks up compares the texts too. */
import { createHash } from "node:crypto";

/** 48 bits: a safe integer. */
export function keyNumber(text: string): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}
