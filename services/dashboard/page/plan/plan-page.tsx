import type { WorkPackage } from "@pqc-audit/reports/plan/model.ts";
import { Link, useSearchParams } from "react-router";
import { withPage } from "../address/page-number.ts";
import { type PlanPage as Plan, usePlan } from "../api/plan.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { Tiles } from "../design/tiles.tsx";
import { countText, plural } from "../format/count.ts";
import { nameOfTarget } from "../format/target.ts";
import { PageHead } from "../shell/page-head.tsx";
import { BurnDownPanel } from "./burn-down-panel.tsx";
import { Forecast } from "./forecast.tsx";
import { PackageCard } from "./package-card.tsx";
import { PlanBar } from "./plan-bar.tsx";
import { type PlanFilters, planFiltersOf, withPlanFilters } from "./plan-filters.ts";
import styles from "./plan-page.module.css";
import { WhatIfPanel } from "./what-if-panel.tsx";
import { effortText } from "./words.ts";

/** What to do first, how much it is, and when nothing is left. */
export function PlanPage() {
  const [search, setSearch] = useSearchParams();
  const filters = planFiltersOf(search);
  const plan = usePlan(filters);
  const { data } = plan;
  const places = new Set(
    data?.packages.map(({ repository, module }) => (filters.target === undefined ? repository : module)),
  );
  return (
    <>
      <PageHead
        title="Plan"
        about={
          filters.target === undefined ? (
            "What to move first, by deadline, exposure and effort"
          ) : (
            <p>
              Of {nameOfTarget(filters.target).name}, module by module · <Link to="/plan">of everything</Link>
            </p>
          )
        }
      />
      <Rooms>
        {data && <Tiles tiles={tilesOf(data)} />}
        {data && <WhatIfPanel plan={data} />}
        <Forecast {...filters} />
        {data && <BurnDownPanel plan={data} filters={filters} />}
        <Card title="Work packages" flush>
          <PlanBar
            filters={filters}
            places={[...places]}
            onChange={(change) => setSearch(withPlanFilters(search, change))}
          />
          {plan.isPending && <Placeholder what="the plan" />}
          {plan.isError && <FailureNotice error={plan.error} title="It cannot be planned" />}
          {data && (
            <div aria-busy={plan.isFetching}>
              {data.packages.length > 0 ? (
                <ol className={styles.packages}>
                  {data.packages.map((work) => (
                    <PackageCard
                      key={work.id}
                      work={work}
                      onMove={moveOf(work, filters, (without) => setSearch(withPlanFilters(search, { without })))}
                    />
                  ))}
                </ol>
              ) : (
                <Empty>Nothing has to be moved.</Empty>
              )}
              <Pager
                page={filters.page}
                pages={data.pages}
                total={data.total}
                noun="package"
                onPage={(page) => setSearch(withPage(search, page))}
              />
            </div>
          )}
        </Card>
      </Rooms>
    </>
  );
}

/** Plans without the place of a package; undefined where that is planned without already. */
function moveOf(
  { repository, module }: WorkPackage,
  { target, without }: PlanFilters,
  plan: (without: readonly string[]) => void,
): (() => void) | undefined {
  const place = target === undefined ? repository : module;
  return without.includes(place) ? undefined : () => plan([...without, place]);
}

function tilesOf({ totals, accounted, incomplete }: Plan) {
  const others = accounted.findings - accounted.planned;
  return [
    { name: "Work packages", value: countText(totals.packages) },
    {
      name: "Findings to move",
      value: countText(totals.findings),
      about: `of ${countText(accounted.findings)}; ${countText(others)} need nothing, do not ship or are accepted`,
    },
    {
      name: "Overdue",
      value: countText(totals.overdue),
      about: "in packages whose day has passed",
      tone: totals.overdue > 0 ? "critical" : "good",
    },
    { name: "Blocked", value: countText(totals.blocked), about: "nothing is known to move to yet" },
    {
      name: "Effort",
      value: effortText(totals.effort),
      about: incomplete
        ? "of one person; some files could not be scanned"
        : `of one person, for ${plural(totals.packages, "package")}`,
    },
  ] as const;
}
