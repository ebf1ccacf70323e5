/** What every queue holds a unit message to: names fit for subjects and a size that keeps the queue small. */
import { TerminalError } from "../errors.ts";
import type { UnitMessage } from "../ports/work-queue.ts";

/** Bytes of a serialised message: a pointer to a pack, never the work itself. */
export const unitMessageLimit = 1024;

const token = /^[A-Za-z0-9_-]{1,128}$/;

/** The id under which a queue recognises the same publish: a new attempt is a new message. */
export function messageId(unit: Pick<UnitMessage, "unitId" | "attempt">): string {
  return `${unit.unitId}/${unit.attempt}`;
}

/** A message as JSON, without its trace context, which travels in headers. Throws `TerminalError` where it is unfit. */
export function serialise(unit: UnitMessage): Uint8Array {
  for (const name of ["unitId", "scanId", "engineDigest"] as const) {
    if (!token.test(unit[name])) {
      throw new TerminalError(
        `unit ${unit.unitId}: ${name} is ${JSON.stringify(unit[name])}, but must be 1 to 128 letters, digits, - or _`,
      );
    }
  }
  const { traceparent: _, ...body } = unit;
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  if (bytes.length > unitMessageLimit) {
    throw new TerminalError(
      `unit ${unit.unitId}: its message has ${bytes.length} bytes, and ${unitMessageLimit} are allowed: shorten the pack key`,
    );
  }
  return bytes;
}

/** The message in `bytes`, or undefined where they are none: anyone may have published to the subject. */
export function parseUnitMessage(bytes: Uint8Array, traceparent: string | undefined): UnitMessage | undefined {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (!isUnitMessage(value)) return undefined;
  const { unitId, scanId, attempt, engineDigest, packKey, packDigest, packSize } = value;
  const body = { unitId, scanId, attempt, engineDigest, packKey, packDigest, packSize };
  return traceparent === undefined ? body : { ...body, traceparent };
}

function isUnitMessage(value: unknown): value is UnitMessage {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Partial<Record<keyof UnitMessage, unknown>>;
  return (
    [fields.unitId, fields.scanId, fields.engineDigest, fields.packKey, fields.packDigest].every(
      (text) => typeof text === "string" && text !== "",
    ) && [fields.attempt, fields.packSize].every((count) => Number.isSafeInteger(count) && Number(count) >= 0)
  );
}
