/** One keep-alive connection to the API: what each client holds. */
import { Agent, request } from "node:http";
import { gunzipSync } from "node:zlib";

export interface Answer {
  /** HTTP status, or the code of the error where there was no answer. */
  readonly status: number | string;
  /** From the request to the last byte of the answer. */
  readonly ms: number;
  readonly bytes: Buffer;
  readonly gzip: boolean;
}

const TIMEOUT_MS = 30_000;

export class Api {
  readonly #url: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** Never rejects: what went wrong is the status. */
  ask(path: string, body?: object): Promise<Answer> {
    const begun = performance.now();
    return new Promise((resolve) => {
      const end = (status: number | string, bytes: Buffer, gzip: boolean) =>
        resolve({ status, ms: performance.now() - begun, bytes, gzip });
      const fail = (error: NodeJS.ErrnoException) => end(error.code ?? error.message, Buffer.alloc(0), false);
      const outgoing = request(`${this.#url}${path}`, {
        agent: this.#agent,
        method: body ? "POST" : "GET",
        timeout: TIMEOUT_MS,
        headers: {
          authorization: `Bearer ${this.#token}`,
          "accept-encoding": "gzip",
          ...(body && { "content-type": "application/json" }),
        },
      });
      outgoing.once("timeout", () => outgoing.destroy(Object.assign(new Error("no answer"), { code: "TIMEOUT" })));
      outgoing.once("error", fail);
      outgoing.once("response", (answer) => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.once("error", fail);
        answer.once("end", () =>
          end(answer.statusCode ?? 0, Buffer.concat(chunks), answer.headers["content-encoding"] === "gzip"),
        );
      });
      outgoing.end(body && JSON.stringify(body));
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

export function jsonOf<T>({ bytes, gzip }: Answer): T {
  return JSON.parse((gzip ? gunzipSync(bytes) : bytes).toString("utf8")) as T;
}
