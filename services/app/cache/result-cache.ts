/**
 * Results of contents, kept between runs of the command: one row for each content (git blob id), kind and digest of what
 * of the engine such results depend on (`kind-digest.ts`), and an index for each target (`tree-index.ts`). One SQLite file
 * that several runs, also of several releases, may use at once. It is a cache: what cannot be read is absent, what cannot
 * be written is not kept, and the scan goes on. Each is said once, in `notes`.
 */
import { rmSync } from "node:fs";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { messageOf } from "@pqc-audit/platform/errors.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import type { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import { isDamage, isFull, openDatabase } from "./database.ts";
import { anchorsToKeep, type EarlierForm, earlierForms, keepAnchors, keptAnchors } from "./earlier.ts";
import { CacheUnusable, ownFile } from "./folder.ts";
import { makeRoom, shrink } from "./room.ts";
import { briefOf, outcomeOfText, outcomeText, seal, unseal } from "./sealed.ts";

export interface CacheOptions {
  readonly folder: string;
  /** The file does not grow beyond. */
  readonly maxBytes: number;
  /** What was not used for so long is forgotten. */
  readonly ttlMs: number;
}

const FILE = "results.sqlite";
const HOUR_MS = 3_600_000;
/** Rows held back until they are written together. */
const BATCH = 4_000;
/** A row used again is marked so at most so often: a scan without changes writes nothing. */
const MARK_HOURS = 24;

interface Learned {
  readonly kind: string;
  readonly blob: Buffer;
  readonly bytes: number;
  readonly body: Buffer;
  readonly anchors: string | null;
}

/** What is known of a content. */
export interface Known {
  readonly outcome: Outcome;
  /** Which anchors of models stand in it; undefined where that was not told. */
  readonly anchors: string | undefined;
}

interface Part {
  /** Of the target. */
  readonly key: string;
  readonly part: number;
  readonly body: Buffer;
}

function partOf(key: string, part: number, text: Uint8Array): Part {
  return { key, part, body: seal(`${key} ${part}`, text) };
}

export class ResultCache {
  /** What the user is to be told, one line each. */
  readonly notes: string[] = [];
  readonly #options: CacheOptions;
  readonly #file: string;
  readonly #hour: number;
  #digests: KindDigests | undefined;
  /** Numbers of the kinds, as far as there are results of them that hold for this engine. */
  readonly #forms = new Map<string, number>();
  /** By kind, as far as they were asked for. */
  readonly #earlier = new Map<string, readonly EarlierForm[]>();
  readonly #statements = new Map<string, StatementSync>();
  #database: DatabaseSync | undefined;
  #learned: Learned[] = [];
  #used: { readonly form: number; readonly blob: Buffer }[] = [];

  /** Throws `CacheUnusable` where the file cannot be had at all. */
  constructor(options: CacheOptions, now: Date) {
    this.#options = options;
    this.#hour = Math.floor(now.getTime() / HOUR_MS);
    this.#file = ownFile(options.folder, FILE);
    try {
      this.#open();
    } catch (thrown) {
      this.#failed(thrown);
    }
  }

  /** Rows older than this were not used for too long. */
  get #oldest(): number {
    return this.#hour - Math.ceil(this.#options.ttlMs / HOUR_MS);
  }

  /** What results depend on. Before it is known, indexes can be read and written, and there are no results. */
  know(digests: KindDigests): void {
    this.#digests = digests;
    this.#safely(undefined, () => this.#readForms());
  }

  /** What is known of a content; `blob`: hex. */
  known(kind: string, blob: string): Known | undefined {
    return this.#safely(undefined, () => {
      const form = this.#forms.get(kind);
      const own = form === undefined ? undefined : this.#row(kind, blob, form, this.#digestOf(kind));
      if (own && form !== undefined) {
        if (own.used <= this.#hour - MARK_HOURS) this.#used.push({ form, blob: Buffer.from(blob, "hex") });
        return own;
      }
      for (const { form, digest, changes } of this.#earlierOf(kind)) {
        const row = this.#row(kind, blob, form, digest);
        if (!row || !changes.holds(kind, row.anchors)) continue;
        this.learn(kind, blob, row.bytes, row.outcome, row.anchors);
        return row;
      }
      return undefined;
    });
  }

  #row(kind: string, blob: string, form: number, digest: string) {
    const select = "select body, used, bytes, anchors from result where blob = ? and form = ? and used >= ?";
    const row = this.#prepared(select).get(Buffer.from(blob, "hex"), form, this.#oldest);
    if (!row) return undefined;
    const anchors = row.anchors === null ? undefined : String(row.anchors);
    const text = unseal(sealKey(digest, kind, blob, anchors), row.body as Uint8Array);
    return text && { outcome: outcomeOfText(text), anchors, used: Number(row.used), bytes: Number(row.bytes) };
  }

  #earlierOf(kind: string): readonly EarlierForm[] {
    let forms = this.#earlier.get(kind);
    if (forms === undefined) {
      forms = this.#digests ? earlierForms((sql) => this.#prepared(sql), this.#digests, kind) : [];
      this.#earlier.set(kind, forms);
    }
    return forms;
  }

  /** What is known of what anchors opened, by the digests of the parts of engines that it is asked of. */
  anchorTexts(asked: readonly string[]): ReadonlyMap<string, string> {
    const unknown: ReadonlyMap<string, string> = new Map();
    return this.#safely(unknown, () => keptAnchors((sql) => this.#prepared(sql), asked));
  }

  /** Ids of the contents of this kind and size of which more may be known than that nothing is in them. */
  candidates(kind: string, bytes: number): readonly string[] {
    return this.#safely([], () => {
      const own = this.#forms.get(kind);
      const earlier = this.#earlierOf(kind);
      if (own === undefined && earlier.length === 0) return [];
      const forms = [...(own === undefined ? [] : [own]), ...earlier.map(({ form }) => form)];
      const select = `select hex(blob) as blob from result where form = ? and bytes = ? and length(body) > 4 limit ${MOST_CANDIDATES}`;
      const rows = forms.flatMap((form) => this.#prepared(select).all(form, bytes));
      return [...new Set(rows.map(({ blob }) => String(blob).toLowerCase()))].slice(0, MOST_CANDIDATES);
    });
  }

  /** `anchors`: which ones of models stand in it, where that is told. */
  learn(kind: string, blob: string, bytes: number, outcome: Outcome, anchors?: string): void {
    if (this.#database === undefined || briefOf(outcome) === undefined) return;
    this.#safely(undefined, () => {
      const body = seal(sealKey(this.#digestOf(kind), kind, blob, anchors), outcomeText(outcome));
      this.#learned.push({ kind, blob: Buffer.from(blob, "hex"), bytes, body, anchors: anchors ?? null });
      if (this.#learned.length >= BATCH) this.#write([]);
    });
  }

  /** The parts of the index kept under this key, one by one. */
  *tree(key: string): Generator<Buffer> {
    const tree = this.#safely(undefined, () =>
      this.#prepared("select tree, used from tree where key = ? and used >= ?").get(key, this.#oldest),
    );
    if (!tree) return;
    for (let part = 0; ; part++) {
      const text = this.#safely(undefined, () => {
        const row = this.#prepared("select body from tree_part where tree = ? and part = ?").get(
          Number(tree.tree),
          part,
        );
        return row && unseal(`${key} ${part}`, row.body as Uint8Array);
      });
      if (!text) return;
      yield text;
    }
  }

  /** The key that a target's index was kept under, when it was said to be known under this one as well. */
  otherKey(known: string): string | undefined {
    const [key] = this.tree(known);
    return key?.toString("utf8");
  }

  /** Writes what was learned, and the index of the target anew where its parts are given; `known`: another key for it. */
  save(key: string, parts: readonly Uint8Array[] | undefined, known?: string): void {
    const rows = (parts ?? []).map((part, at) => partOf(key, at, part));
    if (parts && known !== undefined) rows.push(partOf(known, 0, Buffer.from(key)));
    this.#safely(undefined, () => this.#write(rows));
  }

  close(): void {
    this.#statements.clear();
    this.#database?.close();
    this.#database = undefined;
  }

  #write(parts: readonly Part[]): void {
    const database = this.#database;
    if (!database || (parts.length === 0 && this.#learned.length === 0 && this.#used.length === 0)) return;
    const rows = [...parts, ...this.#learned].reduce((sum, { body }) => sum + body.length + ROW_BYTES, 0);
    database.exec("begin immediate");
    try {
      const opened = this.#anchorsToKeep();
      const needed = [...opened.values()].reduce((sum, body) => sum + body.length + ROW_BYTES, rows);
      makeRoom(database, { needed, maxBytes: this.#options.maxBytes, oldest: this.#oldest, hour: this.#hour });
      keepAnchors((sql) => this.#prepared(sql), opened);
      this.#writeResults();
      this.#writeTrees(parts);
      database.exec("commit");
      shrink(database, this.#options.maxBytes);
    } catch (thrown) {
      if (database.isTransaction) database.exec("rollback");
      throw thrown;
    }
    this.#learned = [];
    this.#used = [];
  }

  /** A small cache is for results. */
  #anchorsToKeep(): ReadonlyMap<string, Buffer> {
    if (!this.#digests || this.#options.maxBytes < LEAST_WITH_ANCHORS) return new Map();
    return anchorsToKeep((sql) => this.#prepared(sql), this.#digests);
  }

  #writeResults(): void {
    // In the order of the keys: neighbours go to the same page.
    this.#learned.sort((a, b) => Buffer.compare(a.blob, b.blob));
    const insert = this.#prepared(
      `insert into result (blob, form, bytes, body, used, anchors) values (?, ?, ?, ?, ?, ?)
        on conflict do update set body = excluded.body, used = excluded.used, anchors = excluded.anchors`,
    );
    for (const { kind, blob, bytes, body, anchors } of this.#learned)
      insert.run(blob, this.#newForm(kind), bytes, body, this.#hour, anchors);
    const mark = this.#prepared("update result set used = ? where blob = ? and form = ?");
    for (const { form, blob } of this.#used) mark.run(this.#hour, blob, form);
  }

  /** Each in place of what was kept under its key. */
  #writeTrees(parts: readonly Part[]): void {
    const trees = new Map(Array.from(new Set(parts.map(({ key }) => key)), (key) => [key, this.#newTree(key)]));
    const add = this.#prepared("insert into tree_part (tree, part, body) values (?, ?, ?)");
    for (const { key, part, body } of parts) add.run(trees.get(key) ?? null, part, body);
  }

  #newTree(key: string): number | bigint {
    const old = this.#prepared("delete from tree where key = ? returning tree").get(key);
    if (old) this.#prepared("delete from tree_part where tree = ?").run(Number(old.tree));
    return this.#prepared("insert into tree (key, used) values (?, ?)").run(key, this.#hour).lastInsertRowid;
  }

  /** The number of a kind; the caller has a transaction. */
  #newForm(kind: string): number {
    let form = this.#forms.get(kind);
    if (form === undefined) {
      const digest = this.#digestOf(kind);
      const parts = JSON.stringify(this.#digests?.partsOf(kind));
      const insert = "insert into form (engine, kind, parts) values (?, ?, ?) on conflict do nothing";
      this.#prepared(insert).run(digest, kind, parts);
      const row = this.#prepared("select form from form where engine = ? and kind = ?").get(digest, kind);
      form = Number(row?.form);
      this.#forms.set(kind, form);
    }
    return form;
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      if (!this.#database) throw new CacheUnusable("it is closed");
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #open(): void {
    this.#database = openDatabase(this.#file);
    this.#readForms();
  }

  #readForms(): void {
    const digests = this.#digests;
    if (!digests) return;
    for (const { engine, kind, form } of this.#prepared("select engine, kind, form from form").all())
      if (engine === digests.of(String(kind))) this.#forms.set(String(kind), Number(form));
  }

  #digestOf(kind: string): string {
    if (!this.#digests) throw new Error(`asked for results of ${kind} before it was told what they depend on`);
    return this.#digests.of(kind);
  }

  /** `otherwise` where the cache cannot answer. */
  #safely<T>(otherwise: T, work: () => T): T {
    if (this.#database === undefined) return otherwise;
    try {
      return work();
    } catch (thrown) {
      this.#failed(thrown);
      return otherwise;
    }
  }

  #failed(thrown: unknown): void {
    this.#learned = [];
    this.#used = [];
    this.#forms.clear();
    this.#earlier.clear();
    try {
      this.close();
    } catch {
      // What cannot even be closed is given up.
    }
    if (isDamage(thrown)) this.#rebuild(messageOf(thrown));
    else if (isFull(thrown)) this.notes.push(`results of this scan are not kept: ${messageOf(thrown)} (${this.#file})`);
    else this.notes.push(`the result cache ${this.#file} is not used: ${messageOf(thrown)}`);
  }

  #rebuild(why: string): void {
    try {
      for (const ending of ["", "-journal", "-wal", "-shm"]) rmSync(this.#file + ending, { force: true });
      ownFile(this.#options.folder, FILE);
      this.#open();
      this.notes.push(`the result cache ${this.#file} could not be read (${why}) and is begun anew`);
    } catch (error) {
      this.notes.push(`the result cache ${this.#file} cannot be read (${why}) nor begun anew: ${messageOf(error)}`);
    }
  }
}

const sealKey = (digest: string, kind: string, blob: string, anchors: string | undefined): string =>
  `${digest} ${kind} ${blob} ${anchors ?? "-"}`;

/** More contents of one size and kind are not worth comparing with. */
const MOST_CANDIDATES = 64;
/** What anchors open takes a few hundred thousand bytes. */
const LEAST_WITH_ANCHORS = 4 << 20;
/** What a row takes beside its body, about. */
const ROW_BYTES = 64;
