/** The asking side of the SQLite thread. Requests are answered in the order they were sent. */
import type { SQLInputValue } from "node:sqlite";
import { Worker } from "node:worker_threads";
import type { SqliteReply, SqliteRequest, SqliteRow } from "./sqlite-protocol.ts";

/** A failure inside SQLite, with its (extended) result code. */
export class SqliteFailure extends Error {
  override readonly name = "SqliteFailure";
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

type Answer = Extract<SqliteReply, { rows: unknown }>;
type Question<Op extends SqliteRequest["op"]> = Omit<Extract<SqliteRequest, { op: Op }>, "id" | "op">;

interface Pending {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

export class SqliteClient {
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  #nextId = 1;
  #dead: Error | undefined;

  constructor(file: string) {
    const here = import.meta.url;
    const entry = new URL(here.endsWith(".ts") ? "./sqlite-thread.ts" : "./sqlite-thread.js", here);
    this.#worker = new Worker(entry, { workerData: { file }, execArgv: ["--no-warnings"] });
    this.#worker.on("message", (reply: SqliteReply) => {
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if ("error" in reply) pending?.reject(new SqliteFailure(reply.error.message, reply.error.code));
      else pending?.resolve(reply);
    });
    // The thread could not open the file: its error crosses as a plain object with SQLite's code.
    this.#worker.on("error", (error: Error & { errcode?: number }) =>
      this.#end(new SqliteFailure(`${file}: ${error.message}`, error.errcode ?? 0)),
    );
    this.#worker.on("exit", () => this.#end(new SqliteFailure(`the SQLite thread of ${file} has ended`, 0)));
  }

  async query(sql: string, parameters: readonly SQLInputValue[]): Promise<Answer> {
    return this.#ask("query", { sql, parameters });
  }

  async *stream(
    sql: string,
    parameters: readonly SQLInputValue[],
    chunk: number,
  ): AsyncGenerator<readonly SqliteRow[]> {
    let answer = await this.#ask("open", { sql, parameters, chunk });
    const cursor = answer.id;
    try {
      while (answer.rows.length > 0) {
        yield answer.rows;
        if (!answer.more) return;
        answer = await this.#ask("next", { cursor, chunk });
      }
    } finally {
      if (answer.more) await this.#ask("drop", { cursor });
    }
  }

  async close(): Promise<void> {
    if (this.#dead) return;
    const gone = new Promise((resolve) => this.#worker.once("exit", resolve));
    await this.#ask("close", {});
    await gone;
  }

  #ask<Op extends SqliteRequest["op"]>(op: Op, question: Question<Op>): Promise<Answer> {
    if (this.#dead) return Promise.reject(this.#dead);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
      this.#worker.postMessage({ ...question, op, id });
    });
  }

  #end(error: Error): void {
    this.#dead ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#dead);
    this.#pending.clear();
  }
}
