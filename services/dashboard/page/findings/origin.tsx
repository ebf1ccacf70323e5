import { Link } from "react-router";
import { type FindingName, useIntroduced } from "../api/findings.ts";
import { CommitName } from "../design/commit-name.tsx";
import { Facts } from "../design/facts.tsx";
import { momentText } from "../format/time.ts";

interface OriginProps {
  readonly name: FindingName;
  readonly scan: string | undefined;
  readonly owners: readonly string[];
}

/** Whose it is, and since when it is known. */
export function Origin({ name, scan, owners }: OriginProps) {
  const introduced = useIntroduced(name);
  const { data } = introduced;
  return (
    <section aria-busy={introduced.isPending}>
      <h3>Where it came from</h3>
      <Facts
        facts={[
          ["Owners", owners.join(", ") || "CODEOWNERS names nobody"],
          [
            "First seen",
            data ? <FirstSeen key="scan" {...data} /> : firstSeenText(introduced.isPending, data === null),
          ],
          ["Commit", data?.commit && <CommitName commit={data.commit} />],
          ["How", data && howText(data)],
          [
            "Author and day",
            scan !== undefined && (
              <>
                <p>git tells them where the repository is:</p>
                <code>{`pqc-audit blame ${name.id} --scan ${scan} --source . --author --server ${location.origin}`}</code>
              </>
            ),
          ],
        ]}
      />
    </section>
  );
}

function FirstSeen({ scan, time }: Pick<Introduced, "scan" | "time">) {
  return <Link to={`/scans/${scan}`}>{momentText(time)}</Link>;
}

function firstSeenText(pending: boolean, gone: boolean): string {
  if (pending) return "…";
  return gone ? "not in the newest scan of this repository" : "not known";
}

function howText({ before, reopens, cause }: Introduced): string {
  if (reopens) return "it was gone before, and came back";
  if (before) return "with the first scan of the repository, or before";
  return cause === "ruleset" ? "other rules found it in code that was there" : "the code has changed";
}

type Introduced = NonNullable<ReturnType<typeof useIntroduced>["data"]>;
