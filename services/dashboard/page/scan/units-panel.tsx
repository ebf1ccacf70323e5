import { useSearchParams } from "react-router";
import { choiceOf, withChoice } from "../address/choice.ts";
import { pageOf, withPage } from "../address/page-number.ts";
import { type UnitState, useUnits } from "../api/operations.ts";
import { isActive, type Scan } from "../api/scans.ts";
import { Badge, type Tone } from "../design/badge.tsx";
import { Choices } from "../design/choices.tsx";
import { DataTable, Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import filters from "../design/filters.module.css";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { bytesText } from "../format/bytes.ts";
import { countText } from "../format/count.ts";
import { spanText } from "../format/time.ts";

const TONES: Readonly<Record<UnitState, Tone>> = {
  planned: "info",
  published: "info",
  started: "accent",
  committed: "good",
  split: "medium",
  failed: "critical",
  quarantined: "critical",
  cancelled: "info",
};
const STATES = Object.keys(TONES) as readonly UnitState[];

/** Deliveries of packs inside this scan, and what became of each. */
export function UnitsPanel({ scan }: { readonly scan: Scan }) {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const states = choiceOf(search, "unit", STATES);
  const units = useUnits(scan.id, page, states, isActive(scan.state));
  return (
    <>
      <search className={filters.filters} aria-label="Filters of units">
        <Choices
          legend="State"
          options={STATES}
          chosen={states}
          onChange={(chosen) => setSearch(withChoice(search, "unit", chosen))}
        />
      </search>
      {units.isPending && <Placeholder what="units" />}
      {units.isError && <FailureNotice error={units.error} />}
      {units.data?.total === 0 && (
        <Empty>{states.length > 0 ? "No unit is in such a state." : "Nothing had to be scanned: all was known."}</Empty>
      )}
      {units.data !== undefined && units.data.total > 0 && (
        <>
          <DataTable
            of="units"
            columns={[
              "Unit",
              "State",
              { number: "Contents" },
              { number: "Size" },
              { number: "Begun" },
              "Worker",
              { number: "Took" },
            ]}
          >
            {units.data.results.map(({ id, state, contents, bytes, starts, worker, startedAt, finishedAt, error }) => (
              <tr key={id}>
                <td>
                  <code title={id}>{id.slice(0, 12)}</code>
                </td>
                <td>
                  <Badge tone={TONES[state]}>{state}</Badge>
                  {error !== undefined && <p className="soft small">{error}</p>}
                </td>
                <td className="number">{contents === undefined ? "" : countText(contents)}</td>
                <td className="number">{bytesText(bytes)}</td>
                <td className="number">{countText(starts)}</td>
                <td className="mono">{worker}</td>
                <td className="number">
                  {startedAt && finishedAt && spanText(Date.parse(finishedAt) - Date.parse(startedAt))}
                </td>
              </tr>
            ))}
          </DataTable>
          <Pager
            page={page}
            pages={units.data.pages}
            total={units.data.total}
            noun="unit"
            onPage={(next) => setSearch(withPage(search, next))}
          />
        </>
      )}
    </>
  );
}
