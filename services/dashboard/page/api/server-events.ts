/** Server-sent events (HTML, section 9.2) out of the text that comes, in whatever pieces. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

/** More than any event has: a stream that goes on without an end of line is none. */
const LONGEST = 4_000_000;

export class ServerEventReader {
  #rest = "";
  #event = "";
  #data: string[] = [];
  /** What a reader that comes back begins after. */
  lastId: string | undefined;

  /** Events that are whole with this piece. Throws where it cannot be a stream of events. */
  push(piece: string): readonly ServerEvent[] {
    const lines = `${this.#rest}${piece}`.split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#rest.length > LONGEST) throw new Error("the server's events have no end");
    return lines.flatMap((line) => this.#line(line.endsWith("\r") ? line.slice(0, -1) : line));
  }

  #line(line: string): readonly ServerEvent[] {
    if (line === "") {
      const whole = { event: this.#event === "" ? "message" : this.#event, data: this.#data.join("\n") };
      const some = this.#data.length > 0;
      this.#event = "";
      this.#data = [];
      return some ? [whole] : [];
    }
    const at = line.indexOf(":");
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? "" : line.slice(at + 1).replace(/^ /, "");
    if (field === "event") this.#event = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id") this.lastId = value;
    return [];
  }
}
