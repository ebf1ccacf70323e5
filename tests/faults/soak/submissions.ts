/** The scans of one round: asked for until the API has answered, since it may be away. */
import type { Rig } from "../rig.ts";
import type { History } from "./history.ts";
import type { Requester } from "./nemesis.ts";

const ENDED: readonly string[] = ["completed", "incomplete", "failed", "cancelled"];

export class Submissions implements Requester {
  /** All of them, those given up too. */
  readonly scans: string[] = [];
  readonly #rig: Rig;
  readonly #url: string;
  readonly #history: History;

  constructor(rig: Rig, url: string, history: History) {
    this.#rig = rig;
    this.#url = url;
    this.#history = history;
  }

  /** The one that must complete. */
  get scanId(): string {
    const id = this.scans.at(-1);
    if (id === undefined) throw new Error("nothing was submitted");
    return id;
  }

  async submit(): Promise<void> {
    const id = await this.#rig.until("a scan is accepted", () => this.#rig.submit(this.#url));
    if (!this.scans.includes(id)) this.scans.push(id);
    this.#history.add(`  scan ${id}`);
  }

  submitAgain(): Promise<void> {
    return this.submit();
  }

  async cancelAndSubmitAgain(): Promise<void> {
    const { scanId } = this;
    // An answer that was lost may have left requesters behind.
    await this.#rig.until(`scan ${scanId} is cancelled`, async () => {
      const { state, requesters } = await this.#rig.cancel(scanId);
      return requesters === 0 || ENDED.includes(state);
    });
    await this.submit();
  }
}
