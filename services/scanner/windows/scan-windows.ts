/** From the windows of a large content to its one outcome. */
import type { Fact, Outcome } from "../fact.ts";
import type { Piece } from "../matching/artifact-facts.ts";
import { utf16Of } from "../utf16.ts";
import { toUtf8 } from "./encodings.ts";
import { inContent, type LargeContent, type Settle, type Window, type WindowShape, windowsOf } from "./windows.ts";

/** What tells how a content is read stands within its first bytes. */
const HEAD_BYTES = 16 * 1024;
/** Facts of one content: memory is bounded, however many there are. */
const MAX_FACTS = 20_000;

export function headOf(content: LargeContent): Uint8Array {
  const head = new Uint8Array(HEAD_BYTES);
  const begun = head.subarray(0, content.read(head, 0));
  return toUtf8(begun, utf16Of(begun, content.length));
}

export interface Manner {
  readonly shape: WindowShape;
  /** One object: its beginning is read, and that this is not all of it is an error. */
  readonly single: boolean;
  /** Of a language: where its text can be cut. */
  readonly settle?: Settle;
}

/** `scan` reads the first `length` bytes of the region. */
export async function scanWindows(
  content: LargeContent,
  region: Uint8Array,
  { shape, single, settle }: Manner,
  scan: (length: number, piece: Piece) => Promise<Outcome>,
): Promise<Outcome> {
  const facts: Fact[] = [];
  const earlier = new Set<string>();
  const told = new Set<string>();
  let error: string | undefined;
  const settled: Settle | undefined =
    settle &&
    ((bytes, at) => {
      const places = settle(bytes, at);
      if (places.behind >= bytes.length && at < bytes.length)
        error ??= "a text, comment or data in the file is too long: what is behind is not read";
      return places;
    });
  for (const window of windowsOf(content, region, shape, settled)) {
    const wanted = single ? { from: 0, to: window.length } : window.core;
    const outcome = await scan(window.length, { wanted, told });
    if (outcome.status !== "scanned") return outcome;
    const fresh = placed(outcome.facts, region, window).filter((fact) => !earlier.has(keyOf(fact)));
    for (const fact of fresh) earlier.add(keyOf(fact));
    facts.push(...fresh);
    error ??= outcome.error;
    if (single && content.length > window.length) {
      error = `one object of ${content.length} bytes: its first ${window.length} are read`;
      break;
    }
    if (facts.length > MAX_FACTS) {
      error = `more than ${MAX_FACTS} findings in one file: the rest is not read`;
      break;
    }
  }
  return { status: "scanned", facts: facts.slice(0, MAX_FACTS), ...(error !== undefined && { error }) };
}

function placed(facts: readonly Fact[], region: Uint8Array, window: Window): readonly Fact[] {
  if (facts.length === 0) return facts;
  const inWhole = inContent(region, window);
  return facts.map((fact) => {
    const start = inWhole({ line: fact.line - 1, column: fact.column - 1 });
    const end = inWhole({ line: fact.endLine - 1, column: fact.endColumn - 1 });
    return {
      ...fact,
      line: start.line + 1,
      column: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
    };
  });
}

/** One call that two names of a model stand in, either side of a seam, is found from both. */
function keyOf({ ruleId, algorithm, fingerprint, line, column, endLine, endColumn }: Fact): string {
  return `${ruleId} ${algorithm} ${fingerprint} ${line} ${column} ${endLine} ${endColumn}`;
}
