import { Group } from "@mantine/core";
import { Link, useParams } from "react-router";
import { ApiFailure } from "../api/failure.ts";
import { mayOperate, useIdentity } from "../api/identity.ts";
import { hasResult, isActive, type Scan, useScan } from "../api/scans.ts";
import { Card } from "../design/card.tsx";
import { CommitName } from "../design/commit-name.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { nameOfTarget } from "../format/target.ts";
import { repositoryPath } from "../repository/address.ts";
import { StateBadge } from "../scans/state-badge.tsx";
import { NotFoundPage } from "../shell/not-found-page.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { CancelScan } from "./cancel-scan.tsx";
import { Downloads } from "./downloads.tsx";
import { ProgressPanel } from "./progress-panel.tsx";
import { ResultTabs } from "./result-tabs.tsx";
import { ScanAgain } from "./scan-again.tsx";
import { SummaryPanel } from "./summary-panel.tsx";
import { UnitsPanel } from "./units-panel.tsx";

export function ScanPage() {
  const { id = "" } = useParams();
  const scan = useScan(id);
  const identity = useIdentity().data;
  if (scan.isPending) return <Placeholder what="the scan" />;
  if (scan.error instanceof ApiFailure && [400, 404].includes(scan.error.status)) return <NotFoundPage />;
  if (scan.data === undefined) return <FailureNotice error={scan.error} onRetry={() => void scan.refetch()} />;
  const { state, target } = scan.data;
  return (
    <>
      <PageHead title={nameOfTarget(target).name} about={<About scan={scan.data} />}>
        <Group gap="sm" align="flex-start">
          {hasResult(state) && <Downloads scan={scan.data} />}
          {mayOperate(identity) && (isActive(state) ? <CancelScan id={id} /> : <ScanAgain scan={scan.data} />)}
        </Group>
      </PageHead>
      {scan.isError && <FailureNotice error={scan.error} title="What is shown may be old" />}
      {isActive(state) && (
        <Rooms>
          <ProgressPanel scan={scan.data} />
          <Card title="Units" flush>
            <UnitsPanel scan={scan.data} />
          </Card>
        </Rooms>
      )}
      {(state === "failed" || state === "cancelled") && <Ended scan={scan.data} />}
      {hasResult(state) && (
        <>
          <SummaryPanel scan={scan.data} />
          <ResultTabs scan={scan.data} />
        </>
      )}
    </>
  );
}

function About({ scan }: { readonly scan: Scan }) {
  return (
    <Group gap="xs">
      <StateBadge state={scan.state} />
      <Link to={repositoryPath(scan.target)}>{scan.target}</Link>
      <CommitName commit={scan.commit} refName={scan.ref} />
    </Group>
  );
}

function Ended({ scan }: { readonly scan: Scan }) {
  if (scan.state === "failed")
    return <FailureNotice error={scan.error ?? "no reason is known"} title="The scan failed" />;
  return <p className="soft">The scan was cancelled, and has no findings.</p>;
}
