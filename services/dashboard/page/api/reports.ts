/** Finished scans as reports, in the formats of others' tools. */
import { useMutation } from "@tanstack/react-query";
import { answerOf, api } from "./client.ts";
import type { paths } from "./schema.ts";

export type ReportFormat = NonNullable<
  NonNullable<paths["/api/v1/scans/{id}/report"]["get"]["parameters"]["query"]>["format"]
>;

export interface Report {
  readonly content: Blob;
  /** As the server calls the file; its ending says what it is. */
  readonly name: string;
}

/** Answers what was downloaded; the server's own limits hold. */
export function useReport(scanId: string) {
  return useMutation({
    mutationFn: async (format: ReportFormat): Promise<Report> => {
      const params = { path: { id: scanId }, query: { format } };
      const asked = api.GET("/api/v1/scans/{id}/report", { params, parseAs: "blob" });
      const content = await answerOf<Blob>(asked);
      const said = (await asked).response.headers.get("content-disposition") ?? "";
      return { content, name: /filename="([^"/\\]+)"/.exec(said)?.[1] ?? `${scanId}.${format}` };
    },
  });
}
