import { isActive, type ScanState } from "../api/scans.ts";
import { Badge, type Tone } from "../design/badge.tsx";

const TONES: Readonly<Record<ScanState, Tone>> = {
  queued: "info",
  planning: "accent",
  running: "accent",
  joining: "accent",
  completed: "good",
  incomplete: "medium",
  failed: "critical",
  cancelled: "info",
};

export function StateBadge({ state }: { readonly state: ScanState }) {
  return (
    <Badge tone={TONES[state]} live={isActive(state)}>
      {state}
    </Badge>
  );
}
