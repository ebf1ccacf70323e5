/** Clients on a thread of their own, so that what they do does not hold up the server that is measured. */
import { Agent, get } from "node:http";
import { parentPort, Worker, workerData } from "node:worker_threads";

interface Load {
  readonly server: string;
  readonly paths: readonly string[];
  readonly clients: number;
  readonly token: string;
}

/** Milliseconds of each request, to the last byte of its answer; `clients` ask at a time, each the next path. */
export function measured(load: Load): Promise<readonly number[]> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: load });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

async function run({ server, paths, clients, token }: Load): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const times: number[] = [];
  let next = 0;
  const client = async () => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const begun = performance.now();
      const { status, body } = await ask(`${server}${path}`, agent, token);
      times.push(performance.now() - begun);
      if (status !== 200) throw new Error(`${path} was answered ${status}: ${body.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  agent.destroy();
  return times;
}

function ask(url: string, agent: Agent, token: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { authorization: `Bearer ${token}` } }, (answer) => {
      const parts: Buffer[] = [];
      const status = answer.statusCode ?? 0;
      // Read, and kept only where it says what is wrong: the server is in this process, and its memory is measured.
      answer.on("data", (part: Buffer) => {
        if (status !== 200) parts.push(part);
      });
      answer.on("end", () => resolve({ status, body: Buffer.concat(parts).toString() }));
      answer.on("error", reject);
    });
    request.on("error", reject);
  });
}

if (parentPort) parentPort.postMessage(await run(workerData as Load));
