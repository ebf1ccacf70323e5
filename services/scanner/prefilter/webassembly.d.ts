/** The part of the WebAssembly API used here: the compiler's library has it only together with a browser's globals. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: "WebAssembly.Module";
  }
  const Module: { new (bytes: Uint8Array<ArrayBuffer>): Module };

  interface Memory {
    readonly buffer: ArrayBuffer;
    /** By so many pages of 64 KiB; returns how many there were. Throws RangeError beyond the maximum. */
    grow(pages: number): number;
  }
  const Memory: { new (limits: { readonly initial: number; readonly maximum: number }): Memory };

  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  const Instance: {
    new (module: Module, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Instance;
  };

  /** What code that traps throws: out of bounds, unreachable, or what the module's own `abort` throws. */
  const RuntimeError: new (message?: string) => Error;
}
