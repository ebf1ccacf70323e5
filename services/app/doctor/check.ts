/** A thing the program depends on, and how to find out whether it is there. */
export interface Check {
  readonly name: string;
  /** Configuration keys that say where it is. */
  readonly keys?: string;
  /** Says what was found; rejects with what is wrong and what to do. */
  readonly run: () => Promise<string>;
}

export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  /** One line. */
  readonly text: string;
}
