/** A finished scan as a report to download: every format that `pqc-audit scan --format` has. */
import { PassThrough } from "node:stream";
import { ENDINGS, FORMAT_NAMES, FORMATS, type Format } from "@pqc-audit/reports/formats.ts";
import { ruleTitles } from "@pqc-audit/reports/rule-titles.ts";
import type { FastifyInstance } from "fastify";
import { reportedResult } from "../query/result.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { finishedScan } from "./finished.ts";
import { type JudgeOf, type JudgingQuery, LONGEST_RESULT_MS } from "./judging.ts";
import { failuresOf, resultQuery, scanId } from "./schemas.ts";

interface ReportQuery extends JudgingQuery {
  readonly format: Format;
}

const reportQuery = {
  ...resultQuery,
  properties: {
    ...resultQuery.properties,
    format: { type: "string", enum: FORMAT_NAMES, default: "json", description: "As of `pqc-audit scan --format`." },
  },
} as const;

export function reportRoute(app: FastifyInstance, { context, version, logger }: HttpDependencies, judgeOf: JudgeOf) {
  const titles = ruleTitles();
  app.get<{ Params: { id: string }; Querystring: ReportQuery }>(
    "/api/v1/scans/:id/report",
    {
      handlerTimeout: LONGEST_RESULT_MS,
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "A finished scan as a report to download",
        tags: ["findings"],
        params: scanId,
        querystring: reportQuery,
        response: {
          200: {
            description: "The report, as a stream; it breaks off where it cannot be completed.",
            content: { "application/octet-stream": { schema: { type: "string", format: "binary" } } },
          },
          ...failuresOf(400, 401, 403, 404, 409, 429, 503),
        },
      },
    },
    async (request, reply) => {
      const scan = finishedScan(request);
      const { format } = request.query;
      const judge = await judgeOf(request.query, scan.id);
      const result = await reportedResult(context.store, scan, version, judge);
      const write = await FORMATS[format]();
      const out = new PassThrough();
      write(result, out, { color: false, ruleTitle: titles }).then(
        () => out.end(),
        (error: unknown) => {
          if (!out.destroyed) logger.warn("a report broke off", { err: error, scan: scan.id, format });
          out.destroy(error instanceof Error ? error : undefined);
        },
      );
      const { ending, type } = ENDINGS[format];
      return reply
        .header("content-disposition", `attachment; filename="pqc-audit-${scan.id}${ending}"`)
        .type(type)
        .send(out);
    },
  );
}
