/** A TCP proxy on loopback that counts what passes and can fail on purpose. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Proxy {
  readonly port: number;
  /** Bytes from the client to the server so far. */
  bytesUp(): number;
  /** Cuts every connection now; new ones are accepted. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startProxy(target: { readonly port: number }): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let up = 0;
  const server = createServer((client) => {
    const upstream = connect({ port: target.port, host: "127.0.0.1" });
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("error", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (chunk) => {
      up += chunk.length;
    });
    // `pipe` keeps the back-pressure of the slower side.
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the proxy has no port");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    bytesUp: () => up,
    cut,
    async stop() {
      server.close();
      cut();
      await once(server, "close");
    },
  };
}
