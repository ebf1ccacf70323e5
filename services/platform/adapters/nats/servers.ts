/** In which order servers are tried. */
import { connect as connectTcp } from "node:net";

const defaultPort = 4222;
const reachMs = 2_000;

/**
 * All of them, one that can be reached first. Until its first connection the client drops each server that it tried in
 * vain from its list for good: one that happened to be down then would never be tried again, not even when it is the
 * last one left.
 */
export async function reachableFirst(servers: readonly string[]): Promise<readonly string[]> {
  if (servers.length < 2) return servers;
  const shuffled = servers
    .map((server) => ({ server, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ server }) => server);
  const first = await Promise.any(shuffled.map(reached)).catch(() => undefined);
  return first === undefined ? shuffled : [first, ...shuffled.filter((server) => server !== first)];
}

function reached(server: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const url = URL.parse(server.includes("://") ? server : `nats://${server}`);
    if (url === null) return reject(new TypeError(`${server} is no address`));
    const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
    const socket = connectTcp({ host, port: Number(url.port) || defaultPort, timeout: reachMs });
    const end = (settle: () => void) => {
      socket.destroy();
      settle();
    };
    socket.once("connect", () => end(() => resolve(server)));
    socket.once("timeout", () => end(() => reject(new Error(`${server} does not answer`))));
    socket.once("error", (error) => end(() => reject(error)));
  });
}
