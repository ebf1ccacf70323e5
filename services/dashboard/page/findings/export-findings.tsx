import { Button } from "@mantine/core";
import { messageOf } from "../api/failure.ts";
import { type FindingsSource, useFindingsExport } from "../api/findings.ts";
import { DownloadIcon } from "../design/icons.tsx";
import { saveFile } from "../design/save-file.ts";
import { nameOfTarget } from "../format/target.ts";
import type { Filters } from "./filters.ts";

interface ExportFindingsProps {
  readonly source: Exclude<FindingsSource, { readonly of: "asset" }>;
  readonly filters: Filters;
}

/** All that fit the filters, not only this page, as a file of lines for programs. */
export function ExportFindings({ source, filters }: ExportFindingsProps) {
  const lines = useFindingsExport(source, filters);
  const name = source.of === "scan" ? `${nameOfTarget(source.target).name}-${source.id}` : "findings";
  return (
    <>
      <Button
        variant="default"
        leftSection={<DownloadIcon />}
        loading={lines.isPending}
        onClick={() => lines.mutate(undefined, { onSuccess: (content) => saveFile(content, `${name}.ndjson`) })}
      >
        Export as NDJSON
      </Button>
      {lines.isError && <p role="alert">They could not be exported: {messageOf(lines.error)}</p>}
    </>
  );
}
