/**
 * One unit's result as a header, parts and an end, and back. The end carries what both sides must agree on: how many
 * blobs there were, and a digest over all of them.
 */
import { createHash } from "node:crypto";
import type { Fact } from "@pqc-audit/scanner/fact.ts";
import { CorruptInputError } from "../../errors.ts";
import type { BlobResult, UnitResult } from "../../ports/result-sink.ts";
import { fact } from "./fact-messages.ts";
import { blobResult, type ResultFrame, type ResultHeader } from "./results-messages.ts";

/** Bytes of a part, measured as JSON, which is never smaller than the message. */
const partBytes = 256 * 1024;

/**
 * SHA-256 over one line of JSON for each blob; equal values give equal lines because fields have one order. Over what
 * every version knows: `anchors` came later, and whoever does not read it must come to the same digest.
 */
class ResultDigest {
  readonly #hash = createHash("sha256");

  add({ blob, kind, outcome }: BlobResult): void {
    this.#hash.update(JSON.stringify(blobResult.encode({ blob, kind, outcome })));
    this.#hash.update("\n");
  }

  hex(): string {
    return this.#hash.digest("hex");
  }
}

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** The frames of a result, made as they are asked for: never more than one part is held. */
export function* framesOf(result: UnitResult): Generator<ResultFrame> {
  const { blobs, ...header } = result;
  yield { frame: "header", ...header };
  const digest = new ResultDigest();
  let part: BlobResult[] = [];
  let size = 0;
  let continues = false;
  for (const blob of blobs) {
    digest.add(blob);
    for (const { piece, bytes, first } of pieces(blob)) {
      if (part.length > 0 && size + bytes > partBytes) {
        yield { frame: "part", blobs: part, continues };
        part = [];
        size = 0;
      }
      if (part.length === 0) continues = !first;
      part.push(piece);
      size += bytes;
    }
  }
  if (part.length > 0) yield { frame: "part", blobs: part, continues };
  yield { frame: "end", blobs: blobs.length, digest: digest.hex() };
}

interface Piece {
  readonly piece: BlobResult;
  readonly bytes: number;
  readonly first: boolean;
}

/** The blob itself, or, where its facts fill more than a part, the blob several times with some of them each. */
function* pieces(blob: BlobResult): Generator<Piece> {
  const bytes = sizeOf(blob);
  if (bytes <= partBytes || blob.outcome.status !== "scanned") {
    yield { piece: blob, bytes, first: true };
    return;
  }
  const { outcome } = blob;
  let facts: Fact[] = [];
  let size = 0;
  let first = true;
  const envelope = sizeOf({ ...blob, outcome: { ...outcome, facts: [] } });
  const flush = (): Piece => {
    const taken = { piece: { ...blob, outcome: { ...outcome, facts } }, bytes: size + envelope, first };
    facts = [];
    size = 0;
    first = false;
    return taken;
  };
  for (const one of outcome.facts) {
    const more = sizeOf(fact.encode(one));
    // A piece that goes on must open a part, so each but the last fills one alone.
    if (facts.length > 0 && size + more + envelope > partBytes) yield flush();
    facts.push(one);
    size += more + 1;
  }
  yield flush();
}

/** Puts the frames of one unit together again. Every method throws `CorruptInputError` where they do not fit. */
export class ResultAssembly {
  readonly #header: ResultHeader;
  readonly #maxBytes: number;
  readonly #blobs: BlobResult[] = [];
  #bytes = 0;

  constructor(header: ResultHeader, maxBytes: number) {
    this.#header = header;
    this.#maxBytes = maxBytes;
  }

  get unitId(): string {
    return this.#header.unitId;
  }

  add(blobs: readonly BlobResult[], continues: boolean): void {
    this.#bytes += sizeOf(blobs);
    if (this.#bytes > this.#maxBytes) {
      throw new CorruptInputError(
        `the result of unit ${this.unitId} has more than ${this.#maxBytes} bytes: raise the limit or scan smaller packs`,
      );
    }
    const [first, ...others] = blobs;
    if (first === undefined) return;
    if (continues) this.#goOn(first);
    else this.#blobs.push(first);
    for (const blob of others) this.#blobs.push(blob);
  }

  #goOn(more: BlobResult): void {
    const last = this.#blobs.pop();
    if (
      last?.outcome.status !== "scanned" ||
      more.outcome.status !== "scanned" ||
      last.blob !== more.blob ||
      last.kind !== more.kind
    ) {
      throw new CorruptInputError(
        `a part of unit ${this.unitId} goes on with a blob that the part before did not end with`,
      );
    }
    const facts = [...last.outcome.facts, ...more.outcome.facts];
    this.#blobs.push({ ...last, outcome: { ...last.outcome, facts } });
  }

  end(blobs: number, digest: string): UnitResult {
    const actual = new ResultDigest();
    for (const blob of this.#blobs) actual.add(blob);
    const hex = actual.hex();
    if (blobs !== this.#blobs.length || hex !== digest) {
      throw new CorruptInputError(
        `the result of unit ${this.unitId} came as ${this.#blobs.length} blobs with digest ${hex}, but was sent as ${blobs} with ${digest}`,
      );
    }
    return { ...this.#header, blobs: this.#blobs };
  }
}
