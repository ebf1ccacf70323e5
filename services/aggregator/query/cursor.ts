/**
 * Where a page ended, as text that the caller hands back for the next one. It names a place and no filter, and opens nothing:
 * what is behind it is looked for among what the caller reaches then. Where a later scan has come meanwhile, it goes on
 * behind the path.
 */
import { UsageError } from "@pqc-audit/platform/errors.ts";
import { sql } from "kysely";
import type { Store } from "../store/store.ts";
import { ORDERS, type Order, type Place, type Selection } from "./selection.ts";

export interface Cursor {
  readonly order: Order;
  readonly target: string;
  readonly scanId: string;
  readonly path: string;
  readonly at: number;
  readonly part: number;
  readonly time: number;
  /** Findings up to here. */
  readonly passed: number;
}

export function cursorText({ order, target, scanId, path, at, part, time, passed }: Cursor): string {
  const values = [1, ORDERS.indexOf(order), target, scanId, path, at, part, time, passed];
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Throws `UsageError` where it is none of this order. */
export function readCursor(text: string, order: Order): Cursor {
  const values = valuesOf(text);
  const [version, number, target, scanId, path, ...numbers] = values;
  const [at, part, time, passed] = numbers.map(Number);
  const texts = [target, scanId, path].every((value) => typeof value === "string");
  const whole = [at, part, time, passed].every((value) => value !== undefined && Number.isSafeInteger(value));
  if (
    version !== 1 ||
    !texts ||
    !whole ||
    numbers.length !== 4 ||
    [at, part, passed].some((value) => Number(value) < 0)
  ) {
    throw new UsageError("after is not the next of an answer: leave it out to begin with the first page");
  }
  if (ORDERS[Number(number)] !== order) throw new UsageError("after is of another sort: leave it out to begin anew");
  return {
    order,
    target: String(target),
    scanId: String(scanId),
    path: String(path),
    at: Number(at),
    part: Number(part),
    time: Number(time),
    passed: Number(passed),
  };
}

function valuesOf(text: string): readonly unknown[] {
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(values) ? values : [];
  } catch {
    return [];
  }
}

/** The place that a cursor means among what is selected now; pages go on behind it. */
export async function placeOfCursor(store: Store, selection: Selection, cursor: Cursor): Promise<Place> {
  const { target, scanId, path, part, time } = cursor;
  const repository = selection.repositoryFrom(target);
  const found = selection.repositories[repository];
  const place = (at: number): Place => ({ repository, at, part, time });
  if (!found || found.target !== target) return place(-1);
  const { inventory } = found;
  if (inventory.scanId === scanId) return place(cursor.at);
  const { rows } = await sql<{ seq: number }>`select first_seq as seq from finding_file
    where scan_id = ${inventory.scanId} and path > ${path} order by first_seq limit 1`.execute(store.reader);
  const next = rows[0] ? Number(rows[0].seq) - inventory.firstSeq : inventory.findings;
  return place(next - 1);
}
