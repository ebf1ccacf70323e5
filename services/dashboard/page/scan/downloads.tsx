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
  readonly format: ReportFormat;
  readonly name: string;
  /** Who takes it. */
  readonly purpose: string;
  readonly ending: string;
}

/** What people and their tools take; the command has more. */
const DOWNLOADS: readonly Download[] = [
  { format: "html", name: "HTML", purpose: "people: one page with charts that prints well", ending: ".html" },
  { format: "cbom-1.7", name: "CBOM", purpose: "inventories: CycloneDX 1.7", ending: ".cdx.json" },
  { format: "cbom-1.6", name: "CBOM 1.6", purpose: "tools that read CycloneDX 1.6", ending: ".cdx.json" },
  { format: "sarif", name: "SARIF", purpose: "code scanning", ending: ".sarif" },
  { format: "csv", name: "CSV", purpose: "a spreadsheet", ending: ".csv" },
  { format: "markdown", name: "Markdown", purpose: "a comment on a change", ending: ".md" },
  { format: "junit", name: "JUnit", purpose: "tests of a CI", ending: ".junit.xml" },
  { format: "gitlab", name: "GitLab", purpose: "its code quality report", ending: ".gl-code-quality.json" },
  { format: "json", name: "JSON", purpose: "programs: everything that is known", ending: ".json" },
];

/** The result as files. */
export function Downloads({ scan }: { readonly scan: Scan }) {
  const [opened, { open, close }] = useDisclosure(false);
  const report = useReport(scan.id);
  const download = ({ format, ending }: Download) =>
    report.mutate(format, {
      onSuccess: (content) => {
        saveFile(content, `${nameOfTarget(scan.target).name}-${scan.id}${ending}`);
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
            {DOWNLOADS.map((each) => (
              <li key={each.format}>
                <Button
                  variant="default"
                  fullWidth
                  justify="flex-start"
                  loading={report.isPending && report.variables === each.format}
                  disabled={report.isPending}
                  onClick={() => download(each)}
                >
                  {each.name}
                  <span className={styles.purpose}>for {each.purpose}</span>
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
