import { Group, NativeSelect } from "@mantine/core";
import { Link, useSearchParams } from "react-router";
import { ApiFailure } from "../api/failure.ts";
import { type Track, useHistory, useRepository } from "../api/repositories.ts";
import { CommitName } from "../design/commit-name.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Moment } from "../design/moment.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { nameOfTarget } from "../format/target.ts";
import { NotFoundPage } from "../shell/not-found-page.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { repositoryPath } from "./address.ts";
import { FactsPanel } from "./facts-panel.tsx";
import { HistoryPanel } from "./history-panel.tsx";
import { LivesPanel } from "./lives-panel.tsx";
import { PointsPanel } from "./points-panel.tsx";
import styles from "./repository-page.module.css";

/** One repository: what its scans found over time. The address says which, and which of its refs. */
export function RepositoryPage() {
  const [search] = useSearchParams();
  const target = search.get("target") ?? "";
  const track: Track = { target, ref: search.get("ref") ?? undefined };
  const history = useHistory(track);
  if (target === "") return <NotFoundPage />;
  if (history.isPending) return <Placeholder what="the repository" />;
  if (history.error instanceof ApiFailure && history.error.status === 404) return <NotScanned target={target} />;
  if (history.data === undefined) return <FailureNotice error={history.error} onRetry={() => void history.refetch()} />;
  const points = history.data.results;
  const newest = points.at(-1);
  return (
    <>
      <PageHead
        title={nameOfTarget(target).name}
        about={
          <Group gap="xs">
            <span>{target}</span>
            <CommitName commit={newest?.commit} refName={history.data.ref} />
            {newest && (
              <Link to={`/scans/${newest.scan}`}>
                scanned <Moment iso={newest.time} />
              </Link>
            )}
          </Group>
        }
      >
        <RefChoice target={target} shown={history.data.ref} />
      </PageHead>
      <div className={styles.rooms}>
        <FactsPanel target={target} />
        <HistoryPanel points={points} total={history.data.total} />
        <LivesPanel track={track} points={points} />
        <PointsPanel points={points} />
      </div>
    </>
  );
}

/** Another ref of the repository, where more than one was scanned. */
function RefChoice({ target, shown }: { readonly target: string; readonly shown: string | undefined }) {
  const [, setSearch] = useSearchParams();
  const found = useRepository(target).data;
  if (!found || found.refs.length === 0) return null;
  return (
    <NativeSelect
      aria-label="Branch, tag or commit"
      data={[{ value: "", label: "HEAD" }, ...found.refs]}
      value={shown ?? ""}
      onChange={(event) => {
        const { value } = event.currentTarget;
        const [, query] = repositoryPath(target, value === "" ? undefined : value).split("?");
        setSearch(new URLSearchParams(query));
      }}
    />
  );
}

function NotScanned({ target }: { readonly target: string }) {
  return (
    <PageHead
      title="Nothing is known of this repository"
      about={<p>{target} has no finished scan that you may see.</p>}
    />
  );
}
