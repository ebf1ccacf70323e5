/**
 * Exposes an implementation of the result sink. Results are pulled: while all places for half-received results are taken
 * no frame is read, and HTTP/2 flow control holds the workers back.
 */
import type { ServerDuplexStream, UntypedServiceImplementation } from "@grpc/grpc-js";
import { CorruptInputError, RetryableError } from "../../errors.ts";
import { failpoint } from "../../failpoint.ts";
import { orAborted } from "../../lifecycle/signals.ts";
import type { Receipt, ResultSink, UnitResult } from "../../ports/result-sink.ts";
import { type HandlerContext, measured, statusFor, traceparentOf, unaryHandler } from "./handler.ts";
import { Places } from "./places.ts";
import { ResultAssembly } from "./result-stream.ts";
import { begin, fail, receipt as receiptMessage, resultFrame, submitPath } from "./results-messages.ts";

export interface ResultsServerOptions {
  /** Units received or committed at the same time. Default 8. */
  readonly maxUnits?: number;
  /** A unit's result may have so many bytes, measured as JSON. Default 64 MiB. */
  readonly maxUnitBytes?: number;
  /** A worker that sends nothing for so long loses its place. Default 60 s. */
  readonly frameTimeoutMs?: number;
  /** Told of each stream that was sent elsewhere because this server ends. */
  readonly onDrained?: () => void;
}

type Stream = ServerDuplexStream<unknown, unknown>;

export function resultsService(
  sink: ResultSink,
  context: HandlerContext,
  options: ResultsServerOptions = {},
  draining: AbortSignal = new AbortController().signal,
): UntypedServiceImplementation {
  const places = new Places(options.maxUnits ?? 8);
  const maxBytes = options.maxUnitBytes ?? 64 * 1024 * 1024;
  const frameTimeoutMs = options.frameTimeoutMs ?? 60_000;

  async function receive(call: Stream): Promise<void> {
    const gone = new AbortController();
    call.once("cancelled", () => gone.abort());
    if (!(await places.take(AbortSignal.any([gone.signal, draining])))) {
      if (!call.cancelled) endDrained(call);
      return;
    }
    try {
      // Never `return()` on this iterator: it would destroy the call before its status is sent.
      const frames = call[Symbol.asyncIterator]();
      for (;;) {
        const result = await nextUnit(frames, maxBytes, frameTimeoutMs, draining);
        if (result === "drain") return endDrained(call);
        if (result === undefined) break;
        const receipt: Receipt = await measured(context, submitPath, async () =>
          result instanceof CorruptInputError ? rejected(result) : sink.submit(result),
        );
        call.write(receiptMessage.encode(receipt));
        // What follows a result that did not add up cannot be trusted to begin where it should.
        if (result instanceof CorruptInputError) break;
      }
      call.end();
    } finally {
      places.giveBack();
    }
  }

  function endDrained(call: Stream): void {
    options.onDrained?.();
    call.write(receiptMessage.encode({ status: "DRAIN" }));
    call.end();
  }

  return {
    Begin: unaryHandler(context, begin, (request) => sink.begin(request)),
    Fail: unaryHandler(context, fail, (request) => sink.fail(request)),
    Submit(call: Stream) {
      context.tracing
        .span(submitPath, { kind: "server", parent: traceparentOf(call.metadata) }, () => receive(call))
        .catch((error: unknown) => {
          if (!call.cancelled) call.emit("error", statusFor(error, submitPath, context));
        });
    },
  };
}

const rejected = (error: CorruptInputError): Receipt => ({ status: "REJECTED", reason: error.message });

/**
 * The next whole unit of the stream, undefined at its end, the error where what came is no result, or `drain` where this
 * server ends before the unit has begun: one that has begun is read to its end.
 */
async function nextUnit(
  frames: AsyncIterator<unknown>,
  maxBytes: number,
  timeoutMs: number,
  draining: AbortSignal,
): Promise<UnitResult | CorruptInputError | "drain" | undefined> {
  let assembly: ResultAssembly | undefined;
  for (;;) {
    const coming = within(timeoutMs, frames.next());
    const next = assembly === undefined ? await orAborted(coming, draining) : await coming;
    if (next === undefined) {
      // Nobody waits for what may still come.
      coming.catch(() => {});
      return "drain";
    }
    if (next.done === true) {
      if (assembly === undefined) return undefined;
      throw new RetryableError(
        `the stream ended in the middle of the result of unit ${assembly.unitId}: send it again`,
      );
    }
    try {
      const frame = resultFrame.decode(next.value, "frame");
      if (frame.frame === "header") {
        if (assembly !== undefined)
          throw new CorruptInputError(`unit ${frame.unitId} begins inside unit ${assembly.unitId}`);
        const { frame: _, ...header } = frame;
        assembly = new ResultAssembly(header, maxBytes);
      } else if (assembly === undefined) {
        throw new CorruptInputError("a result must begin with its header");
      } else if (frame.frame === "part") {
        await failpoint("aggregator.mid-stream");
        assembly.add(frame.blobs, frame.continues);
      } else {
        return assembly.end(frame.blobs, frame.digest);
      }
    } catch (error) {
      if (error instanceof CorruptInputError) return error;
      throw error;
    }
  }
}

async function within<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `no part of the result came for ${timeoutMs} ms: send the unit again`;
    timer = setTimeout(() => reject(new RetryableError(message)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
