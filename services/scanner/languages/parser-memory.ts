/**
 * The memory of tree-sitter in this thread: one WASM memory for all grammars, with a maximum that the engine enforces.
 * When it is used up, the parser ends in the middle of whatever it did: nothing in that memory can be used again, and
 * the thread must end.
 */

const PAGE = 65_536;
/** What the module is built to begin with, and the most it can address. */
const INITIAL_BYTES = 512 * PAGE;
const MOST_BYTES = 32_768 * PAGE;

/** The code that stays with the error on its way out of a thread, where its class is lost. */
export const PARSER_MEMORY_CODE = "ERR_PARSER_MEMORY";

export class ParserMemoryError extends Error {
  readonly code = PARSER_MEMORY_CODE;

  constructor(bytes: number) {
    super(`the ${Math.floor(bytes / (1024 * 1024))} MiB of the parser are used up`);
  }
}

class ParserMemory {
  readonly memory: WebAssembly.Memory;
  readonly #maximum: number;
  #refused = false;

  constructor(bytes: number) {
    this.#maximum = Math.floor(Math.min(Math.max(bytes, INITIAL_BYTES), MOST_BYTES) / PAGE);
    this.memory = new WebAssembly.Memory({ initial: INITIAL_BYTES / PAGE, maximum: this.#maximum });
    const grow = this.memory.grow.bind(this.memory);
    // Not every allocation that fails stops the parser: some go on, at address 0. So what counts is the last growth.
    this.memory.grow = (pages) => {
      this.#refused = true;
      const before = grow(pages);
      this.#refused = false;
      return before;
    };
  }

  /** Throws `ParserMemoryError` where memory was asked for that there is not. */
  check(): void {
    if (this.#refused) throw new ParserMemoryError(this.#maximum * PAGE);
  }
}

let limit = MOST_BYTES;
let memory: ParserMemory | undefined;

/** Bounds the parser of this thread, 32 MiB at least. Takes effect before the first file that is parsed. */
export function limitParserMemory(bytes: number): void {
  limit = bytes;
}

/** For the one time the parser is made. */
export function parserMemory(): WebAssembly.Memory {
  memory ??= new ParserMemory(limit);
  return memory.memory;
}

/** Bytes that this thread's parser holds; they only ever grow. */
export function parserMemoryBytes(): number {
  return memory?.memory.buffer.byteLength ?? 0;
}

/**
 * For after every file, whatever came of it. Throws where the parser's memory was used up, or where `thrown` says that
 * the parser ended in the middle: the thread must end with it.
 */
export function checkParser(thrown?: unknown): void {
  memory?.check();
  if (thrown instanceof WebAssembly.RuntimeError) throw thrown;
}
