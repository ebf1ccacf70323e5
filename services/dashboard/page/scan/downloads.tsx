import { Button, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReportFormat, useReport } from "../api/reports.ts";
import type { Scan } from "../api/scans.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { DownloadIcon } from "../design/icons.tsx";
import { saveFile } from "../design/save-file.ts";
import { nameOfTarget } from "../format/target.ts";
import styles from "./downloads.module.css";

interface Download {
  readonly name: string;
  /** Who takes it. */
  readonly purpose: string;
}

/** Every format of the server, but for a second name of one. */
const DOWNLOADS: Readonly<Record<Exclude<ReportFormat, "cbom">, Download>> = {
  html: { name: "HTML", purpose: "people: one page with charts that prints well" },
  "cbom-1.7": { name: "CBOM", purpose: "inventories: CycloneDX 1.7" },
  "cbom-1.6": { name: "CBOM 1.6", purpose: "tools that read CycloneDX 1.6" },
  spdx: { name: "SPDX", purpose: "inventories: SPDX 3.0" },
  openvex: { name: "OpenVEX", purpose: "scanners that read what was accepted, and what is affected" },
  sarif: { name: "SARIF", purpose: "code scanning" },
  csv: { name: "CSV", purpose: "a spreadsheet" },
  markdown: { name: "Markdown", purpose: "a comment on a change" },
  junit: { name: "JUnit", purpose: "tests of a CI" },
  gitlab: { name: "GitLab", purpose: "its code quality report" },
  json: { name: "JSON", purpose: "programs: everything that is known" },
  ndjson: { name: "NDJSON", purpose: "programs: a finding a line" },
  baseline: { name: "Baseline", purpose: "pqc-audit scan --baseline: tell only what is new" },
  text: { name: "Text", purpose: "a terminal" },
};
const FORMATS = Object.keys(DOWNLOADS) as readonly (keyof typeof DOWNLOADS)[];

/** The result as files. */
export function Downloads({ scan }: { readonly scan: Scan }) {
  const [opened, { open, close }] = useDisclosure(false);
  const report = useReport(scan.id);
  const download = (format: ReportFormat) =>
    report.mutate(format, {
      onSuccess: ({ content, name }) => {
        saveFile(content, name.replace(/^pqc-audit-/, `${nameOfTarget(scan.target).name}-`));
        close();
      },
    });
  return (
    <>
      <Button variant="default" leftSection={<DownloadIcon />} onClick={open}>
        Download
      </Button>
      <Dialog opened={opened} onClose={close} title="Download the result">
        <Stack gap="md">
          <ul className={styles.formats}>
            {FORMATS.map((format) => (
              <li key={format}>
                <Button
                  variant="default"
                  fullWidth
                  justify="flex-start"
                  loading={report.isPending && report.variables === format}
                  disabled={report.isPending}
                  onClick={() => download(format)}
                >
                  {DOWNLOADS[format].name}
                  <span className={styles.purpose}>for {DOWNLOADS[format].purpose}</span>
                </Button>
              </li>
            ))}
          </ul>
          {report.isError && <FailureNotice error={report.error} title="It could not be downloaded" />}
        </Stack>
      </Dialog>
    </>
  );
}
