/** Finished scans as reports, in the formats of others' tools. */
import { useMutation } from "@tanstack/react-query";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type ReportFormat = NonNullable<
  NonNullable<paths["/api/v1/scans/{id}/report"]["get"]["parameters"]["query"]>["format"]
>;

/** Answers what was downloaded; the server's own limits hold. */
export function useReport(scanId: string) {
  return useMutation({
    mutationFn: async (format: ReportFormat): Promise<Blob> => {
      const params = { path: { id: scanId }, query: { format } };
      return await answerOf<Blob>(api.GET("/api/v1/scans/{id}/report", { params, parseAs: "blob" }));
    },
  });
}
