/** Free TCP ports on loopback for servers that cannot choose one themselves. */
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** Ports handed out by this process: the kernel may offer the same one again before a server has bound it. */
const handedOut = new Set<number>();

/** A port that was free a moment ago. Another process may still take it first: callers bound their wait and say so. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    server.close();
    await once(server, "close");
    if (address === null || typeof address === "string") throw new Error("the kernel gave no TCP port on 127.0.0.1");
    if (handedOut.has(address.port)) continue;
    handedOut.add(address.port);
    return address.port;
  }
}

/** Whether something accepts TCP connections on the port now. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
