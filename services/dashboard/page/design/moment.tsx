import { distanceText, momentText } from "../format/time.ts";
import { useNow } from "./now.ts";

const MINUTE_MS = 60_000;

/** How long ago, and on request exactly when. */
export function Moment({ iso }: { readonly iso: string }) {
  const now = useNow(MINUTE_MS);
  return (
    <time dateTime={iso} title={momentText(iso)}>
      {distanceText(iso, now)}
    </time>
  );
}
