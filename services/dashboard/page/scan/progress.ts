/** How far a scan is, from what the server counts. */
import type { Scan } from "../api/scans.ts";
import { countText, plural } from "../format/count.ts";

export interface ScanProgress {
  /** Of 100; undefined while nobody knows how much there is. */
  readonly percent: number | undefined;
  readonly text: string;
}

export function progressOf({ state, progress }: Scan): ScanProgress {
  if (state === "queued") return { percent: undefined, text: "Waiting for a coordinator" };
  if (progress === undefined) return { percent: undefined, text: "Begun" };
  const { sealed, files, units, unitsDone } = progress;
  if (!sealed && files === 0) return { percent: undefined, text: "Fetching the repository" };
  if (!sealed) return { percent: undefined, text: `Listing files: ${countText(files)} so far` };
  if (state === "joining") return { percent: 100, text: `Putting the findings of ${plural(files, "file")} together` };
  if (units === 0) return { percent: 100, text: `${plural(files, "file")}, all known already` };
  return {
    // Never shown as done before it is.
    percent: Math.min(99, Math.floor((100 * unitsDone) / units)),
    text: `${countText(unitsDone)} of ${plural(units, "unit")} scanned, ${plural(files, "file")} in all`,
  };
}
