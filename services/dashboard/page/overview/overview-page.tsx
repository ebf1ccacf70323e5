import { lazy, Suspense } from "react";
import { type Overview, useOverdue, useOverview } from "../api/overview.ts";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms, SideBySide } from "../design/rooms.tsx";
import { Tiles } from "../design/tiles.tsx";
import { countText, plural } from "../format/count.ts";
import { PageHead } from "../shell/page-head.tsx";
import { DeadlinesPanel } from "./deadlines-panel.tsx";
import { FamiliesPanel } from "./families-panel.tsx";
import { FirstSteps } from "./first-steps.tsx";
import { SeveritiesPanel } from "./severities-panel.tsx";
import { TeamsPanel } from "./teams-panel.tsx";

// With the library of charts: the numbers are there before it is.
const TrendPanel = lazy(async () => ({ default: (await import("./trend-panel.tsx")).TrendPanel }));
const Forecast = lazy(async () => ({ default: (await import("../plan/forecast.tsx")).Forecast }));

/** How it stands, over all repositories. */
export function OverviewPage() {
  const overview = useOverview();
  const overdue = useOverdue().data;
  if (overview.isPending) return <Placeholder what="the overview" />;
  if (overview.data === undefined) {
    return <FailureNotice error={overview.error} onRetry={() => void overview.refetch()} />;
  }
  const { data } = overview;
  return (
    <>
      <PageHead title="Overview" about="The newest scan of every repository that you may see" />
      {data.repositories.scanned === 0 ? (
        <FirstSteps unscanned={data.repositories.neverScanned} />
      ) : (
        <Rooms>
          <Tiles tiles={tilesOf(data, overdue)} />
          <SideBySide>
            <SeveritiesPanel overview={data} />
            <FamiliesPanel overview={data} />
          </SideBySide>
          <Suspense fallback={<Placeholder what="the trend" />}>
            <TrendPanel />
          </Suspense>
          <TeamsPanel overview={data} />
          <Suspense fallback={<Placeholder what="the forecast" />}>
            <Forecast />
          </Suspense>
          <DeadlinesPanel overview={data} />
        </Rooms>
      )}
    </>
  );
}

function tilesOf({ findings, suppressed, byVerdict, repositories }: Overview, overdue: number | undefined) {
  const { scanned, neverScanned, incomplete } = repositories;
  return [
    {
      name: "Broken by a quantum computer",
      value: countText(byVerdict["quantum-broken"]),
      about: `of ${plural(findings, "finding")}`,
      to: "/findings?quantum=broken&suppressed=false",
      tone: byVerdict["quantum-broken"] > 0 ? "high" : "good",
    },
    {
      name: "Weak or broken today",
      value: countText(byVerdict["weak-today"]),
      about: "whatever comes",
      to: "/findings?classical=broken&classical=weak&suppressed=false",
      tone: byVerdict["weak-today"] > 0 ? "critical" : "good",
    },
    {
      name: "Overdue",
      value: overdue === undefined ? "…" : countText(overdue),
      about: "ship, and a mandate's day has passed",
      to: "/findings?overdue=true&suppressed=false",
      tone: overdue ? "critical" : "good",
    },
    {
      name: "Accepted",
      value: countText(suppressed),
      about: "not counted here",
      to: "/findings?suppressed=true",
    },
    {
      name: "Repositories",
      value: countText(scanned),
      about: [
        ...(incomplete > 0 ? [`${countText(incomplete)} with files that could not be scanned`] : []),
        neverScanned > 0 ? `${countText(neverScanned)} never scanned` : "all that were submitted",
      ].join(", "),
      to: "/repositories",
    },
  ] as const;
}
