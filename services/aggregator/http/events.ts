/** What happens, as it happens: of one scan until its end, or of all that the caller reaches. */
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Selectable } from "kysely";
import { FINAL_SCANS } from "../ledger/transitions.ts";
import { changesAfter, newestChange, OVERLAP_MS, rowsOf } from "../live/changed-scans.ts";
import { LiveFeed, type Snapshot, snapshotOf } from "../live/live-feed.ts";
import { type DepthByTarget, depthWithin } from "../query/queue.ts";
import { viewOf } from "../query/scans.ts";
import type { ScanTable } from "../store/tables/scans.ts";
import { callerOf, scanOf } from "./access.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { overallEvent, scanEvent } from "./event-schemas.ts";
import { EVENT_STREAM_DEFAULTS, type EventStream, EventStreams } from "./event-stream.ts";
import { failuresOf, noQuery, scanId } from "./schemas.ts";

/** More was missed than is told again: its page asks for its lists instead. */
const MOST_MISSED = 1_000;

const lastEventId = {
  type: "object",
  properties: {
    "last-event-id": {
      type: "string",
      maxLength: 100,
      description: "The last `id` that was seen, to go on from there.",
    },
  },
} as const;

/** What was seen last, as of the header; undefined where there is none. */
function lastSeen(request: FastifyRequest): string | undefined {
  const given = request.headers["last-event-id"];
  return typeof given === "string" && given !== "" ? given : undefined;
}

const dataOf = ({ scan, progress }: Snapshot) => ({ ...viewOf(scan), progress });
const idOf = (data: unknown) => createHash("sha256").update(JSON.stringify(data)).digest("hex").slice(0, 16);

function kindOf({ state }: Selectable<ScanTable>): string {
  if (state === "queued") return "submitted";
  return FINAL_SCANS.includes(state) ? "finished" : "changed";
}

export function eventRoutes(app: FastifyInstance, { context, config, logger }: HttpDependencies): void {
  const { store } = context;
  const streams = new EventStreams({ ...EVENT_STREAM_DEFAULTS, ...config.http.events });
  const feed = new LiveFeed(context, logger, config.http.events?.pollMs);
  // Before connections are waited for: these would never end by themselves.
  app.addHook("preClose", async () => {
    streams.endAll();
    await feed.stop();
  });
  const failures = failuresOf(400, 401, 403, 404, 429, 503);

  app.get<{ Params: { id: string } }>(
    "/api/v1/scans/:id/events",
    {
      exposeHeadRoute: false,
      config: { access: { role: "viewer", repository: "scan" }, lasting: true },
      schema: {
        summary: "State and progress of one scan as server-sent events, until it is final",
        description:
          "Event `progress`: the scan as `GET /scans/:id` answers it, whenever something of it has changed. Event `end`: the same, once, when it is final; the stream ends then. With `last-event-id` of an `end` the answer is 204.",
        tags: ["events"],
        params: scanId,
        querystring: noQuery,
        headers: lastEventId,
        response: {
          200: { description: "`data` of each event.", content: { "text/event-stream": { schema: scanEvent } } },
          204: { type: "null", description: "The end was told already." },
          ...failures,
        },
      },
    },
    async (request, reply) => {
      const { id, target } = scanOf(request);
      const first = await snapshotOf(context, id);
      let told = lastSeen(request);
      if (first?.last && idOf(dataOf(first)) === told) return reply.status(204).send();
      const stream = streams.open(reply, {
        caller: callerOf(request).id,
        mayStay: async () => (await app.identify(request, "viewer")).reaches(target),
      });
      const tell = (snapshot: Snapshot | undefined): void => {
        if (snapshot === undefined) {
          stream.end();
          return;
        }
        const data = dataOf(snapshot);
        const eventId = idOf(data);
        if (snapshot.last) {
          stream.send("end", data, eventId);
          stream.end();
          return;
        }
        if (eventId !== told && stream.sendLatest("progress", data, eventId)) told = eventId;
      };
      tell(first);
      if (!first?.last) stream.onClosed(feed.watchScan(id, tell));
      return reply;
    },
  );

  app.get(
    "/api/v1/events",
    {
      exposeHeadRoute: false,
      config: { access: { role: "viewer", repository: "list" }, lasting: true },
      schema: {
        summary: "Scans that are submitted, change or end, and what waits, as server-sent events",
        description:
          "Events `submitted`, `changed` and `finished`: a scan whose state has changed, without progress; one that is taken at once may be told as `changed` first, and after a break the last ones are told again. Event `queue`: what waits, of the repositories that the caller reaches. Event `reset`: more was missed than is told again, ask for your lists.",
        tags: ["events"],
        querystring: noQuery,
        headers: lastEventId,
        response: {
          200: { description: "`data` of each event.", content: { "text/event-stream": { schema: overallEvent } } },
          ...failures,
        },
      },
    },
    async (request, reply) => {
      let caller = callerOf(request);
      const depths = await feed.depths();
      const now = await newestChange(store);
      const after = Number(lastSeen(request) ?? now);
      const stream = streams.open(reply, {
        caller: caller.id,
        mayStay: async () => {
          caller = await app.identify(request, "viewer");
          return true;
        },
      });
      const changed = (scan: Selectable<ScanTable>) => {
        if (caller.reaches(scan.target)) stream.send(kindOf(scan), viewOf(scan), String(scan.changed_at ?? now));
      };
      const depth = (all: DepthByTarget) => void stream.sendLatest("queue", depthWithin(all, caller.reaches));
      try {
        stream.onClosed(await feed.watchAll({ changed, depth }));
        depth(depths);
        if (Number.isFinite(after) && after < now) await tellMissed(after, stream, changed);
        // From here on whoever comes back is told what he missed.
        else stream.send("open", {}, String(now));
      } catch (thrown) {
        logger.warn("a stream of events could not be begun", { err: thrown });
        stream.end();
      }
      return reply;
    },
  );

  async function tellMissed(after: number, stream: EventStream, tell: (scan: Selectable<ScanTable>) => void) {
    const { changes, more } = await changesAfter(store, after - OVERLAP_MS, MOST_MISSED);
    if (more) return stream.send("reset", {}, String(await newestChange(store)));
    for (const scan of await rowsOf(
      store,
      changes.map(({ id }) => id),
    ))
      tell(scan);
  }
}
