/** How findings are answered: a page as one JSON object, a stream as a line each. */
import { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { FindingsPage, StoredFinding } from "../query/findings.ts";
import { asksForOthers, type JudgeOf, type JudgingQuery } from "./judging.ts";

const JSON_TEXT = "application/json; charset=utf-8";
const LINES = "application/x-ndjson; charset=utf-8";

/** At once where nothing has to be read: a page may have a thousand. */
type Tell = (finding: StoredFinding) => string | Promise<string>;

/** As the mandates of the request judge them. Findings of several scans may come mixed. */
export function tellOf(judgeOf: JudgeOf, query: JudgingQuery): Tell {
  if (!asksForOthers(query)) return ({ text }) => text;
  const judges = new Map<string, ReturnType<JudgeOf>>();
  return async ({ scanId, text }) => {
    let judge = judges.get(scanId);
    if (!judge) {
      judge = judgeOf(query, scanId);
      judges.set(scanId, judge);
    }
    return (await judge)?.(text) ?? text;
  };
}

/** The same, with where each was found. */
export function tellAnywhereOf(judgeOf: JudgeOf, query: JudgingQuery): Tell {
  const tell = tellOf(judgeOf, query);
  let [known, where] = ["", ""];
  const placed = (text: string, { target, scanId: scan }: StoredFinding) => {
    // A scan is of one repository.
    if (scan !== known) [known, where] = [scan, JSON.stringify({ target, scan }).slice(1)];
    return `${text.slice(0, -1)},${where}`;
  };
  return (finding) => {
    const text = tell(finding);
    return typeof text === "string" ? placed(text, finding) : text.then((judged) => placed(judged, finding));
  };
}

export function sendPage(
  reply: FastifyReply,
  { results, total, page, next }: FindingsPage,
  size: number,
): FastifyReply {
  const rest = JSON.stringify({
    total,
    page,
    size,
    pages: Math.ceil(total / size),
    ...(next !== undefined && { next }),
  });
  // As bytes: they are hashed, compressed and sent, and made once.
  return reply.type(JSON_TEXT).send(Buffer.from(`{"results":[${results.join(",")}],${rest.slice(1)}`));
}

/** The first chunk is waited for, so that a filter that cannot be understood is an answer and no broken stream. */
export async function sendLines(reply: FastifyReply, chunks: AsyncGenerator<readonly string[]>): Promise<FastifyReply> {
  const first = await chunks.next();
  async function* lines() {
    if (!first.done) yield textOf(first.value);
    for await (const chunk of chunks) yield textOf(chunk);
  }
  return reply.type(LINES).send(Readable.from(lines(), { objectMode: false }));
}

function textOf(chunk: readonly string[]): string {
  return chunk.map((line) => `${line}\n`).join("");
}
