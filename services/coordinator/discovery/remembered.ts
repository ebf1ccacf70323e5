/**
 * Answers of earlier runs with their ETags (RFC 9110, 13.1.2): a page that has not changed is 304, which GitHub does not count.
 * It holds names of repositories and no credentials; it may be lost or damaged at any time.
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Answer } from "../ask.ts";

interface Kept {
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const VERSION = 1;
const MOST_BYTES = 64 * 1024 * 1024;
const HEADERS = ["etag", "link", "content-type", "x-total-count"];

export class Remembered {
  readonly #file: string | undefined;
  readonly #before: ReadonlyMap<string, Kept>;
  /** What this run used or learned: what it did not ask for is forgotten. */
  readonly #now = new Map<string, Kept>();
  #bytes = 0;

  /** Without a file it lasts as long as the process. */
  constructor(file?: string) {
    this.#file = file;
    this.#before = file === undefined ? new Map() : readKept(file);
  }

  get(url: string, authorization: string | undefined): Kept | undefined {
    const key = keyOf(url, authorization);
    const kept = this.#now.get(key) ?? this.#before.get(key);
    if (kept) this.#put(key, kept);
    return kept;
  }

  keep(url: string, authorization: string | undefined, { headers, body }: Answer): void {
    const etag = headers.get("etag");
    const key = keyOf(url, authorization);
    this.#bytes -= this.#now.get(key)?.body.length ?? 0;
    this.#now.delete(key);
    if (etag === null || etag.length > 1024) return;
    const told = HEADERS.flatMap((name) => {
      const value = headers.get(name);
      return value === null ? [] : [[name, value]];
    });
    this.#put(key, { etag, headers: Object.fromEntries(told), body: body.toString("utf8") });
  }

  /** False where it could not be written: the next run asks for everything again. */
  save(): boolean {
    if (this.#file === undefined) return true;
    try {
      mkdirSync(dirname(this.#file), { recursive: true, mode: 0o700 });
      const beside = `${this.#file}.${process.pid}`;
      writeFileSync(beside, JSON.stringify({ version: VERSION, answers: Object.fromEntries(this.#now) }));
      chmodSync(beside, 0o600);
      renameSync(beside, this.#file);
      return true;
    } catch {
      return false;
    }
  }

  #put(key: string, kept: Kept): void {
    if (this.#now.has(key) || this.#bytes + kept.body.length > MOST_BYTES) return;
    this.#bytes += kept.body.length;
    this.#now.set(key, kept);
  }
}

/** Another login may see another list. */
function keyOf(url: string, authorization: string | undefined): string {
  return createHash("sha256")
    .update(JSON.stringify([url, authorization ?? null]))
    .digest("hex");
}

function readKept(file: string): ReadonlyMap<string, Kept> {
  try {
    const stored = JSON.parse(readFileSync(file, "utf8")) as { version?: unknown; answers?: Record<string, Kept> };
    if (stored.version !== VERSION) return new Map();
    return new Map(
      Object.entries(stored.answers ?? {}).filter(
        ([, { etag, headers, body }]) =>
          typeof etag === "string" && typeof body === "string" && typeof headers === "object" && headers !== null,
      ),
    );
  } catch {
    return new Map();
  }
}
