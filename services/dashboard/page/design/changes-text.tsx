import type { Scan } from "../api/scans.ts";
import { countText } from "../format/count.ts";

/** What a scan found against the one before, in words; nothing where there was none. */
export function ChangesText({ changes }: { readonly changes: Scan["changes"] }) {
  if (changes?.since === undefined) return <span className="soft">first scan</span>;
  const told = [
    ...(changes.new > 0 ? [`${countText(changes.new)} new`] : []),
    ...(changes.reopened > 0 ? [`${countText(changes.reopened)} reopened`] : []),
    ...(changes.fixed > 0 ? [`${countText(changes.fixed)} fixed`] : []),
  ];
  if (told.length === 0) return <span className="soft">the same</span>;
  return (
    <span>
      {told.join(", ")}
      {changes.ruleset && <span className="soft"> (other rules)</span>}
    </span>
  );
}
