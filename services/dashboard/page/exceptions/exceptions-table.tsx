import { Link } from "react-router";
import type { Exception, ExceptionState } from "../api/exceptions.ts";
import { Badge, type Tone } from "../design/badge.tsx";
import { DataTable } from "../design/data-table.tsx";
import { Moment } from "../design/moment.tsx";
import { useNow } from "../design/now.ts";
import { nameOfTarget } from "../format/target.ts";
import { dayText, distanceText } from "../format/time.ts";
import { repositoryPath } from "../repository/address.ts";
import { scopeOf } from "./asked.ts";
import { ExceptionActions } from "./exception-actions.tsx";

const TONES: Readonly<Record<ExceptionState, Tone>> = {
  asked: "medium",
  approved: "good",
  revoked: "info",
  expired: "info",
};

export function ExceptionsTable({ exceptions }: { readonly exceptions: readonly Exception[] }) {
  const now = useNow(undefined);
  return (
    <DataTable of="exceptions" columns={["State", "For", "Reason", "Until", "Who", "What can be done"]}>
      {exceptions.map((exception) => {
        const { id, state, target, reason, until, asked, approved, revoked } = exception;
        return (
          <tr key={id}>
            <td>
              <Badge tone={TONES[state]}>{state}</Badge>
            </td>
            <td>
              {target === undefined ? (
                <p>Every repository</p>
              ) : (
                <Link to={repositoryPath(target)} title={target}>
                  {nameOfTarget(target).name}
                </Link>
              )}
              {scopeOf(exception)
                .filter(([, value]) => value !== target)
                .map(([name, value]) => (
                  <p key={name} className="soft small">
                    {name}: {value}
                  </p>
                ))}
            </td>
            <td className="wide">{reason}</td>
            <td>
              <time dateTime={until}>{dayText(until)}</time>
              <p className="soft small">{distanceText(until, now)}</p>
            </td>
            <td>
              <Said what="asked" act={asked} />
              <Said what="approved" act={approved} />
              <Said what="revoked" act={revoked} />
              {revoked?.reason !== undefined && <p className="soft small">{revoked.reason}</p>}
            </td>
            <td>
              <ExceptionActions exception={exception} />
            </td>
          </tr>
        );
      })}
    </DataTable>
  );
}

interface SaidProps {
  readonly what: string;
  readonly act: { readonly by: string; readonly at: string } | undefined;
}

function Said({ what, act }: SaidProps) {
  if (act === undefined) return null;
  return (
    <p className="small">
      {what} by {act.by}{" "}
      <span className="soft">
        <Moment iso={act.at} />
      </span>
    </p>
  );
}
