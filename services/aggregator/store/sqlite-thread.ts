/**
 * The thread that owns the SQLite connection: `node:sqlite` is synchronous, and a long query must not stop the event
 * loop of the process.
 */
import { DatabaseSync, type SQLOutputValue, type StatementSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import { globMatcher } from "../query/glob.ts";
import type { SqliteReply, SqliteRequest, SqliteRow, SqliteThreadOptions } from "./sqlite-protocol.ts";

const STATEMENTS_KEPT = 256;

const { file } = workerData as SqliteThreadOptions;
const database = new DatabaseSync(file);
// FULL: a receipt is given only for what a power loss cannot take back.
database.exec(`
  pragma busy_timeout = 10000;
  pragma journal_mode = wal;
  pragma synchronous = full;
  pragma temp_store = file;
  pragma cache_size = -32768;
`);

let lastGlob: { pattern: string; matches: (path: string) => boolean } | undefined;
database.function("path_matches", { deterministic: true }, (pattern: SQLOutputValue, path: SQLOutputValue) => {
  const text = String(pattern);
  if (lastGlob?.pattern !== text) lastGlob = { pattern: text, matches: globMatcher(text) };
  return lastGlob.matches(String(path)) ? 1 : 0;
});

/** Least recently used first. */
const statements = new Map<string, StatementSync>();
const cursors = new Map<number, Iterator<SqliteRow>>();

function prepared(sql: string): StatementSync {
  let statement = statements.get(sql);
  if (statement) statements.delete(sql);
  else {
    statement = database.prepare(sql);
    const oldest = statements.size >= STATEMENTS_KEPT ? statements.keys().next().value : undefined;
    if (oldest !== undefined) statements.delete(oldest);
  }
  statements.set(sql, statement);
  return statement;
}

function take(cursor: number, rows: Iterator<SqliteRow>, chunk: number): { rows: SqliteRow[]; more: boolean } {
  const taken: SqliteRow[] = [];
  while (taken.length < chunk) {
    const step = rows.next();
    if (step.done) {
      cursors.delete(cursor);
      return { rows: taken, more: false };
    }
    taken.push(step.value);
  }
  return { rows: taken, more: true };
}

function answer(request: SqliteRequest): SqliteReply {
  const { id } = request;
  switch (request.op) {
    case "query": {
      const statement = prepared(request.sql);
      if (statement.columns().length > 0) return { id, rows: statement.all(...request.parameters), changes: 0 };
      return { id, rows: [], changes: Number(statement.run(...request.parameters).changes) };
    }
    case "open": {
      // Not from the cache: a statement holds one cursor only.
      const rows = database
        .prepare(request.sql)
        .iterate(...request.parameters)
        [Symbol.iterator]();
      cursors.set(id, rows);
      return { id, changes: 0, ...take(id, rows, request.chunk) };
    }
    case "next": {
      const rows = cursors.get(request.cursor);
      return rows ? { id, changes: 0, ...take(request.cursor, rows, request.chunk) } : { id, rows: [], changes: 0 };
    }
    case "drop": {
      cursors.get(request.cursor)?.return?.();
      cursors.delete(request.cursor);
      return { id, rows: [], changes: 0 };
    }
    case "close": {
      database.close();
      return { id, rows: [], changes: 0 };
    }
  }
}

parentPort?.on("message", (request: SqliteRequest) => {
  let reply: SqliteReply;
  try {
    reply = answer(request);
  } catch (thrown) {
    const error = thrown as { message?: string; errcode?: number };
    reply = { id: request.id, error: { message: error.message ?? String(thrown), code: error.errcode ?? 0 } };
  }
  parentPort?.postMessage(reply);
  if (request.op === "close") parentPort?.close();
});
