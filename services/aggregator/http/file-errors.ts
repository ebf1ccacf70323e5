/** Which files of a finished scan were not scanned, or are malformed, and why. */
import type { FileError } from "@pqc-audit/reports/model/finding.ts";
import type { FastifyInstance } from "fastify";
import { fileErrorsPage } from "../query/file-errors.ts";
import type { HttpDependencies } from "./dependencies.ts";
import { finishedScan } from "./finished.ts";
import { failuresOf, fileError, fileErrorsQuery, pageOf, scanId } from "./schemas.ts";

interface FileErrorsQuery {
  readonly page: number;
  readonly size: number;
  readonly status?: readonly FileError["status"][];
}

export function fileErrorRoutes(app: FastifyInstance, { context }: HttpDependencies): void {
  const { store } = context;
  app.get<{ Params: { id: string }; Querystring: FileErrorsQuery }>(
    "/api/v1/scans/:id/errors",
    {
      config: { access: { role: "viewer", repository: "scan" } },
      schema: {
        summary: "Files of a finished scan that are malformed, failed or quarantined, by path, each with its reason",
        tags: ["scans"],
        params: scanId,
        querystring: fileErrorsQuery,
        response: {
          200: pageOf(fileError, "Files of this page."),
          ...failuresOf(400, 401, 403, 404, 409, 429, 503),
        },
      },
    },
    async (request) => {
      const { page, size, status } = request.query;
      const scan = finishedScan(request);
      const { results, total } = await fileErrorsPage(store, scan.id, { page, size, statuses: status ?? [] });
      return { results, total, page, size, pages: Math.ceil(total / size) };
    },
  );
}
