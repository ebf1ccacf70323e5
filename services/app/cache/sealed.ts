/**
 * Rows as they are kept: a checksum over what the row stands for and what it says, then its text. A file that lost pages
 * to a power failure, or bits to its disk, then has rows that are missing, and none that is wrong.
 */
import { crc32 } from "node:zlib";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";

const SEAL_BYTES = 4;

export function seal(key: string | Uint8Array, text: Uint8Array): Buffer {
  const row = Buffer.allocUnsafe(SEAL_BYTES + text.length);
  row.writeUInt32LE(crc32(text, crc32(key)), 0);
  row.set(text, SEAL_BYTES);
  return row;
}

/** Undefined where the row is not what was written under this key. */
export function unseal(key: string | Uint8Array, row: Uint8Array): Buffer | undefined {
  if (row.length < SEAL_BYTES) return undefined;
  const bytes = Buffer.from(row.buffer, row.byteOffset, row.byteLength);
  const text = bytes.subarray(SEAL_BYTES);
  return crc32(text, crc32(key)) === bytes.readUInt32LE(0) ? text : undefined;
}

/** What an outcome is when nothing more needs to be known of it; `other` takes a row. */
export type Brief = "plain" | "binary" | "other";

export const PLAIN: Outcome = { status: "scanned", facts: [] };
export const BINARY: Outcome = { status: "skipped", reason: "binary" };

/** Undefined where the outcome depends on more than bytes, kind and engine: a file that could not be read, a limit, a loss. */
export function briefOf(outcome: Outcome): Brief | undefined {
  if (outcome.status === "scanned")
    return outcome.facts.length === 0 && outcome.error === undefined ? "plain" : "other";
  return outcome.status === "skipped" && outcome.reason === "binary" ? "binary" : undefined;
}

/** As the text of a row: empty for a plain one. */
export function outcomeText(outcome: Outcome): Buffer {
  return briefOf(outcome) === "plain" ? Buffer.alloc(0) : Buffer.from(JSON.stringify(outcome));
}

export function outcomeOfText(text: Buffer): Outcome {
  return text.length === 0 ? PLAIN : (JSON.parse(text.toString("utf8")) as Outcome);
}
