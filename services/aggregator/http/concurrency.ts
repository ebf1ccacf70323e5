/** No more requests at once than the process can carry: the next is told to come back, with 503 and `retry-after`. */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { ApiError } from "./errors.ts";

/** `exempt` requests (health, metrics) are neither counted nor refused: they must be answered under load above all. */
export function limitConcurrency(
  app: FastifyInstance,
  most: number,
  exempt: (request: FastifyRequest) => boolean,
): void {
  let underWay = 0;
  app.addHook("onRequest", async (request, reply) => {
    if (exempt(request)) return;
    if (underWay >= most) {
      throw new ApiError(503, "unavailable", `${most} requests are being answered already; ask again in a moment`);
    }
    underWay++;
    // The answer's end or the connection's, whichever comes first; a large result counts until it is sent.
    let counted = true;
    const release = () => {
      if (counted) underWay--;
      counted = false;
    };
    reply.raw.once("finish", release);
    reply.raw.once("close", release);
  });
}
