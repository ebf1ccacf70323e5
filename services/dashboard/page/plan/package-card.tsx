import { Button } from "@mantine/core";
import type { WorkPackage } from "@pqc-audit/reports/plan/model.ts";
import { Link } from "react-router";
import { Badge } from "../design/badge.tsx";
import { Facts } from "../design/facts.tsx";
import { SeverityBadge } from "../findings/severity-badge.tsx";
import { countText, plural } from "../format/count.ts";
import { nameOfTarget } from "../format/target.ts";
import { dayText } from "../format/time.ts";
import { repositoryPath } from "../repository/address.ts";
import styles from "./package-card.module.css";
import { EXPOSURES, effortText, KINDS } from "./words.ts";

interface PackageCardProps {
  readonly work: WorkPackage;
  /** Asks what would be left if everything of its repository or module moved; absent where that is asked. */
  readonly onMove: (() => void) | undefined;
}

/** One piece of work that a team can take: what, where, by when, how much; its reasons on request. */
export function PackageCard({ work, onMove }: PackageCardProps) {
  const { order, title, repository, module, team, owners, kind, exposure, due, overdue, findings, effort } = work;
  return (
    <li className={styles.card}>
      <div className={styles.head}>
        <span className={styles.order} aria-hidden="true">
          {order}
        </span>
        <div className={styles.title}>
          <h3>
            <span className={styles.hidden}>{order}. </span>
            {title}
          </h3>
          <p className="small">
            <Link to={repositoryPath(repository)} title={repository}>
              {nameOfTarget(repository).name}
            </Link>
            {module !== "." && <span className="mono"> {module}</span>}
            <span className="soft"> {[team, ...owners].filter((each) => each !== undefined).join(", ")}</span>
          </p>
          <p className={styles.badges}>
            <SeverityBadge severity={work.severity} />
            <Badge tone="info">{KINDS[kind]}</Badge>
            <Badge tone={EXPOSURES[exposure].tone}>{EXPOSURES[exposure].text}</Badge>
            {overdue && <Badge tone="critical">overdue</Badge>}
            {work.blocked && <Badge tone="medium">partly blocked</Badge>}
          </p>
        </div>
        <div className={styles.facts}>
          <Facts
            facts={[
              ["Due", due === undefined ? "no date" : dayText(due)],
              ["Findings", countText(findings)],
              ["Effort", effortText(effort)],
            ]}
          />
        </div>
      </div>
      <details className={styles.more}>
        <summary>
          What to do<span className={styles.hidden}> in package {order}</span>
        </summary>
        <Reasons work={work} />
        {onMove && (
          <Button variant="default" size="xs" mt="sm" onClick={onMove}>
            What if {module === "." ? nameOfTarget(repository).name : module} moves?
          </Button>
        )}
      </details>
    </li>
  );
}

function Reasons({ work }: { readonly work: WorkPackage }) {
  const { moveTo, requires, blocked, top, algorithms, libraries, assumptions, deadlines } = work;
  const named = Object.entries(algorithms.named).map(([name, count]) => `${name} (${countText(count)})`);
  return (
    <div className={styles.reasons}>
      <Facts
        facts={[
          [
            "Algorithms",
            [...named, ...(algorithms.more > 0 ? [`and ${countText(algorithms.more)} more`] : [])].join(", "),
          ],
          ["Libraries", libraries.join(", ")],
          ["Deadlines", deadlines.map(({ mandate, date }) => `${dayText(date)} (${mandate})`).join(", ")],
          ["Blocked", blocked && `${plural(blocked.findings, "finding")}: ${blocked.reasons.join("; ")}`],
          ["Rests on", assumptions.join("; ")],
        ]}
      />
      {requires.length > 0 && (
        <section>
          <h4>First</h4>
          <ul>
            {requires.map(({ what }) => (
              <li key={what}>{what}</li>
            ))}
          </ul>
        </section>
      )}
      {moveTo.length > 0 && (
        <section>
          <h4>Move to</h4>
          <ul>
            {moveTo.map(({ algorithm, standard, findings, instead }) => (
              <li key={`${algorithm} ${standard}`}>
                <strong>{algorithm}</strong> <span className="soft">{standard}</span>, {plural(findings, "finding")}
                {instead.map(({ library, code, since }) => (
                  <p key={`${library} ${code}`} className="small">
                    {library} {since}: <code>{code}</code>
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </section>
      )}
      {top.length > 0 && (
        <section>
          <h4>Most urgent</h4>
          <ul>
            {top.map(({ id, path, line, algorithm, severity }) => (
              <li key={id}>
                <SeverityBadge severity={severity} /> {algorithm}{" "}
                <span className="mono">
                  {path}:{line}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
