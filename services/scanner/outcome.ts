/** How the reading of one content ends: an error in one file is that file's outcome, a broken parser is the thread's end. */
import type { Outcome } from "./fact.ts";
import { checkParser } from "./languages/parser-memory.ts";

/** Throws `ParserMemoryError` where the file broke the parser or used up its memory: this thread can parse nothing any more. */
export async function outcomeOf(read: () => Promise<Outcome>): Promise<Outcome> {
  let outcome: Outcome;
  let thrown: unknown;
  try {
    outcome = await read();
  } catch (error) {
    thrown = error;
    outcome = { status: "failed", error: error instanceof Error ? error.message : String(error) };
  }
  checkParser(thrown);
  return outcome;
}
