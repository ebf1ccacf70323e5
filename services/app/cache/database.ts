/** The file of the cache as SQLite sees it: its tables, its version, and what its failures mean. */
import type { DatabaseSync } from "node:sqlite";

/** Of the tables and of what stands in them. A file of another version is begun anew. */
const VERSION = 3;
/** How long another run is waited for that writes just now. */
const BUSY_MS = 2_000;
const PAGE_BYTES = 8_192;

/**
 * Nothing is flushed to the disk: what a power failure takes is made again, and what it leaves half-written is told by its
 * checksum. The journal keeps the file whole when a run is killed. It is no write-ahead log, which would need memory that
 * processes share, and home folders lie on network file systems.
 */
const SETTINGS = `
  pragma busy_timeout = ${BUSY_MS};
  pragma page_size = ${PAGE_BYTES};
  pragma journal_mode = truncate;
  pragma synchronous = off;
  pragma temp_store = memory;
`;

/**
 * `engine`: the digest of what of an engine results of the kind depend on, `parts`: the same in parts. `anchors`: which ones
 * of models stand in the content (`scanner/anchor-set.ts`). `opened`: what the anchors of engines open, by the digest of the part.
 */
const TABLES = `
  create table form (
    form integer primary key, engine text not null, kind text not null, parts text not null, unique (engine, kind)
  ) strict;
  create table result (
    blob blob not null, form integer not null, bytes integer not null, body blob not null, used integer not null,
    anchors text, primary key (blob, form)
  ) strict, without rowid;
  create table opened (digest text primary key, body blob not null) strict;
  create index result_size on result (form, bytes) where length(body) > 4;
  create table tree (tree integer primary key, key text not null unique, used integer not null) strict;
  create table tree_part (
    tree integer not null, part integer not null, body blob not null, unique (tree, part)
  ) strict;
  pragma user_version = ${VERSION};
`;

/** Says that a file is there and is none of ours, or of another time. */
export class OtherVersion extends Error {
  override readonly name = "OtherVersion";
}

export function openDatabase(file: string): DatabaseSync {
  const database = new (sqlite())(file);
  try {
    database.exec(SETTINGS);
    if (versionOf(database) === VERSION) return database;
    // Two runs may begin the file at the same time: the second finds it made.
    database.exec("begin immediate");
    const version = versionOf(database);
    if (version === 0 && isEmpty(database)) database.exec(TABLES);
    database.exec("commit");
    if (version !== 0 && version !== VERSION) throw new OtherVersion(`its version is ${version}, not ${VERSION}`);
    if (version === 0 && versionOf(database) !== VERSION) throw new OtherVersion("it holds something else");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("pragma user_version").get()?.user_version);
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare("select 1 from sqlite_schema limit 1").get() === undefined;
}

/** Early releases of Node 24 warn of the module on standard error, which is the user's. */
function sqlite(): typeof DatabaseSync {
  const warn = process.emitWarning;
  process.emitWarning = () => {};
  try {
    return process.getBuiltinModule("node:sqlite").DatabaseSync;
  } finally {
    process.emitWarning = warn;
  }
}

/** SQLite primary result codes (sqlite.org/rescode.html). */
const CORRUPT = 11;
const FULL = 13;
const MISMATCH = 20;
const NOTADB = 26;
const GENERIC = 1;

function codeOf(thrown: unknown): number {
  return thrown instanceof Error && "errcode" in thrown ? Number(thrown.errcode) & 0xff : -1;
}

/** The file is damaged, or no such file at all: a table that is missing is said with the generic code. */
export function isDamage(thrown: unknown): boolean {
  return thrown instanceof OtherVersion || [CORRUPT, NOTADB, MISMATCH, GENERIC].includes(codeOf(thrown));
}

/** No room, on the disk or within the limit. */
export function isFull(thrown: unknown): boolean {
  return codeOf(thrown) === FULL;
}
