/** From what artifact formats read in a content to its facts. */
import { judge, lookup } from "../algorithms/registry.ts";
import type { Artifact, ArtifactUse, Wanted } from "../artifacts/artifact.ts";
import type { Fact } from "../fact.ts";
import { fingerprint } from "./fingerprint.ts";
import { byPosition } from "./match.ts";
import { masked } from "./snippet.ts";

export interface ArtifactFacts {
  readonly facts: readonly Fact[];
  /** First error of the formats that claimed the content. */
  readonly error?: string;
  /** What was not read to its end. */
  readonly incomplete?: string;
}

/** A piece of a content that is read in several. */
export interface Piece {
  readonly wanted: Wanted;
  /** Uses that are told once in a content and were, in this piece or one before. */
  readonly told: Set<string>;
}

/** `language` is the artifact's id for an artifact file, the host's for blocks inside code or text. */
export function artifactFacts(
  artifacts: readonly Artifact[],
  language: string,
  bytes: Uint8Array,
  anchors?: ReadonlySet<string>,
  piece?: Piece,
): ArtifactFacts {
  const facts: Fact[] = [];
  let error: string | undefined;
  let incomplete: string | undefined;
  let positions: Positions | undefined;
  for (const artifact of artifacts) {
    const result = artifact.read(bytes, anchors, piece?.wanted);
    error ??= result.error ?? result.incomplete;
    incomplete ??= result.incomplete;
    for (const use of result.uses) {
      if (piece && !isOf(piece, artifact, use)) continue;
      positions ??= new Positions(bytes);
      facts.push(factOf(use, artifact, language, positions));
    }
  }
  facts.sort(byPosition);
  return { facts, ...(error !== undefined && { error }), ...(incomplete !== undefined && { incomplete }) };
}

function isOf({ wanted, told }: Piece, { once }: Artifact, { start, ruleId, context, snippet }: ArtifactUse): boolean {
  if (start < wanted.from || start >= wanted.to) return false;
  if (!once) return true;
  const key = `${ruleId}\0${context}\0${snippet}`;
  return !told.has(key) && told.add(key).size > 0;
}

function factOf(found: ArtifactUse, artifact: Artifact, language: string, positions: Positions): Fact {
  const { use, operation } = found;
  const verdict = judge(use, operation);
  const start = positions.at(found.start);
  const end = positions.at(found.end);
  return {
    ruleId: found.ruleId,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    language,
    algorithm: verdict.algorithm,
    family: verdict.family,
    primitive: verdict.primitive,
    operation,
    purpose: found.purpose ?? verdict.purpose,
    ...(use.keySize !== undefined && { keySize: use.keySize }),
    ...(use.curve !== undefined && { curve: use.curve }),
    ...(use.mode !== undefined && { mode: use.mode }),
    ...(use.padding !== undefined && { padding: use.padding }),
    library: found.library ?? artifact.id,
    ...(use.protocol !== undefined && { protocol: use.protocol }),
    ...(found.validFrom !== undefined && { validFrom: found.validFrom }),
    ...(found.expires !== undefined && { expires: found.expires }),
    ...(found.serialNumber !== undefined && { serialNumber: found.serialNumber }),
    resolved: lookup(use.name)?.undetermined !== true,
    usage: found.usage,
    quantum: verdict.quantum,
    classical: verdict.classical,
    confidence: found.confidence,
    snippet: masked(found.snippet),
    fingerprint: fingerprint(found.ruleId, verdict.algorithm, found.context),
  };
}

/** Line and column (UTF-16 units) of byte offsets, asked in any order; a binary content is one line. */
class Positions {
  readonly #bytes: Buffer;
  readonly #lineStarts: number[] = [0];

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#bytes.subarray(0, 8000).includes(0)) return;
    for (let at = this.#bytes.indexOf(10); at >= 0; at = this.#bytes.indexOf(10, at + 1)) this.#lineStarts.push(at + 1);
  }

  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const text = this.#bytes.subarray(this.#lineStarts[low], offset).toString("utf8");
    return { line: low + 1, column: text.length + 1 };
  }
}
