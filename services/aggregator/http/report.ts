/** A finished scan as a report to download: every format that `pqc-audit scan --format` has. */
import { PassThrough } from "node:stream";
import type { SpecVersion } from "@pqc-audit/reports/cyclonedx/properties.ts";
import { ENDINGS, FORMAT_NAMES, FORMATS, type Format } from "@pqc-audit/reports/formats.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { moduleOf } from "@pqc-audit/reports/plan/module.ts";
import type { Many, WriteReport } from "@pqc-audit/reports/report.ts";
import { ruleTitles } from "@pqc-audit/reports/rule-titles.ts";
import type { FastifyInstance } from "fastify";
import { modulesOf } from "../query/modules.ts";
import { reportedResult } from "../query/result.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { ApiError } from "./errors.ts";
import { finishedScan } from "./finished.ts";
import { type JudgeOf, type JudgingQuery, LONGEST_RESULT_MS } from "./judging.ts";
import { count, failuresOf, listQuery, pageOf, resultQuery, scanId } from "./schemas.ts";

interface ReportQuery extends JudgingQuery {
  readonly format: Format;
  readonly module?: string;
}

/** Formats that have a document for a part of what was scanned. */
const OF_MODULE: Readonly<Partial<Record<Format, SpecVersion>>> = { cbom: "1.7", "cbom-1.6": "1.6", "cbom-1.7": "1.7" };

const reportQuery = {
  ...resultQuery,
  properties: {
    ...resultQuery.properties,
    format: { type: "string", enum: FORMAT_NAMES, default: "json", description: "As of `pqc-audit scan --format`." },
    module: {
      type: "string",
      minLength: 1,
      maxLength: 1000,
      description: "The inventory of one module alone, as `GET /scans/:id/modules` names it; of CycloneDX only.",
    },
  },
} as const;

const scannedModule = {
  type: "object",
  required: ["module", "files", "findings"],
  properties: { module: { type: "string" }, files: count, findings: { ...count, description: "Suppressed ones too." } },
} as const;

export function reportRoute(app: FastifyInstance, { context, version, logger }: HttpDependencies, judgeOf: JudgeOf) {
  const titles = ruleTitles();
  /** An inventory of a module that is none would say that nothing is in it. */
  async function checkModule(scan: string, asked: string): Promise<void> {
    if ((await modulesOf(context.store, scan)).some(({ module }) => module === asked)) return;
    throw new ApiError(
      404,
      "not_found",
      `no module ${asked} of this scan has findings: ask GET /api/v1/scans/${scan}/modules`,
    );
  }

  app.get<{ Params: { id: string }; Querystring: { page: number; size: number } }>(
    "/api/v1/scans/:id/modules",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Modules of a finished scan that have findings, by name: each can be asked an inventory of",
        tags: ["findings"],
        params: scanId,
        querystring: listQuery,
        response: {
          200: pageOf(scannedModule, "Modules of this page."),
          ...failuresOf(400, 401, 403, 404, 409, 429, 503),
        },
      },
    },
    async (request) => {
      const { page, size } = request.query;
      const modules = await modulesOf(context.store, finishedScan(request).id);
      const results = modules.slice((page - 1) * size, page * size);
      return { results, total: modules.length, page, size, pages: Math.ceil(modules.length / size) };
    },
  );

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
      const { format, module } = request.query;
      if (module !== undefined) await checkModule(scan.id, module);
      const judge = await judgeOf(request.query, scan.id);
      const whole = await reportedResult(context.store, scan, version, judge);
      const result = module === undefined ? whole : { ...whole, findings: within(whole.findings, module) };
      const write = module === undefined ? await FORMATS[format]() : await inventoryOfModule(format, module);
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

/** Those of one module, each time they are gone through. */
function within(findings: Many<Finding>, module: string): Many<Finding> {
  return {
    async *[Symbol.asyncIterator]() {
      for await (const finding of findings) if (moduleOf(finding.path) === module) yield finding;
    },
  };
}

async function inventoryOfModule(format: Format, module: string): Promise<WriteReport> {
  const version = OF_MODULE[format];
  if (version === undefined) {
    const some = Object.keys(OF_MODULE).join(", ");
    throw new ApiError(
      400,
      "invalid_request",
      `module goes with the formats ${some}: ${format} is of all that was scanned`,
    );
  }
  return (await import("@pqc-audit/reports/cyclonedx/cyclonedx.ts")).cbomOfModule(module, version);
}
