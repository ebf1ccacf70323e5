import { Button, Group } from "@mantine/core";
import { Link } from "react-router";
import type { FoundFinding } from "../api/findings.ts";
import { mayOperate, useIdentity } from "../api/identity.ts";
import { Badge } from "../design/badge.tsx";
import { Dialog } from "../design/dialog.tsx";
import { Facts } from "../design/facts.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { askPath } from "../exceptions/asked.ts";
import { dayText } from "../format/time.ts";
import { repositoryPath } from "../repository/address.ts";
import { CodeLine } from "./code-line.tsx";
import { Deadlines } from "./deadlines.tsx";
import styles from "./finding-drawer.module.css";
import type { FindingPlace, OpenedFinding } from "./opened.ts";
import { Origin } from "./origin.tsx";
import { SeverityBadge } from "./severity-badge.tsx";
import { stateOf } from "./states.ts";
import { classicalText, quantumText } from "./verdicts.ts";

/** All that is known of one finding. */
export function FindingDrawer({ opened, finding, place, error, onClose, onPrevious, onNext }: OpenedFinding["drawer"]) {
  const leafing = onPrevious !== undefined || onNext !== undefined;
  return (
    <Dialog place="side" opened={opened} onClose={onClose} title={finding?.algorithm ?? "Finding"}>
      {leafing && (
        <Group gap="xs" mb="md">
          <Button variant="default" size="xs" disabled={!onPrevious} onClick={onPrevious}>
            Previous finding
          </Button>
          <Button variant="default" size="xs" disabled={!onNext} onClick={onNext}>
            Next finding
          </Button>
        </Group>
      )}
      {error !== null && <FailureNotice error={error} title="This finding cannot be shown" />}
      {finding === undefined && error === null && <Placeholder what="the finding" />}
      {finding && <Detail finding={finding} {...place} />}
    </Dialog>
  );
}

function Detail({ finding, target, scan }: FindingPlace & { readonly finding: FoundFinding }) {
  const { replacement, suppressed } = finding;
  const identity = useIdentity().data;
  return (
    <div className={styles.body}>
      <div className={styles.badges}>
        <SeverityBadge severity={finding.severity} />
        <Badge tone="info">{finding.scope}</Badge>
        {stateOf(finding) !== undefined && <Badge tone="accent">{stateOf(finding)}</Badge>}
        {finding.overdue && <Badge tone="critical">overdue</Badge>}
      </div>
      <section>
        {finding.target !== undefined && (
          <p>
            <Link to={repositoryPath(finding.target)}>{finding.target}</Link>
          </p>
        )}
        <h3 className="mono">
          {finding.path}:{finding.line}:{finding.column}
        </h3>
        <CodeLine line={finding.line} snippet={finding.snippet} />
      </section>
      {replacement && (
        <section>
          <h3>Move to</h3>
          <div className={styles.replacement}>
            <strong>{replacement.algorithm}</strong>
            <p>{replacement.standard}</p>
          </div>
        </section>
      )}
      {target !== undefined && <Origin name={{ target, id: finding.id }} scan={scan} owners={finding.owners ?? []} />}
      <section>
        <h3>Deadlines</h3>
        <Deadlines finding={finding} />
      </section>
      {!suppressed && target !== undefined && mayOperate(identity) && (
        <p>
          <Link to={askPath({ target, id: finding.id })}>Ask for an exception</Link>
        </p>
      )}
      {suppressed && (
        <section>
          <h3>Accepted</h3>
          <p>
            {suppressed.reason}
            {suppressed.until !== undefined && `, until ${dayText(suppressed.until)}`}
          </p>
        </section>
      )}
      <section>
        <h3>What it is</h3>
        <Facts facts={factsOf(finding)} />
      </section>
    </div>
  );
}

function factsOf(finding: FoundFinding): readonly (readonly [string, string | undefined])[] {
  const { keySize, validFrom, expires, resolved, halves } = finding;
  return [
    ["Quantum", quantumText(finding.quantum)],
    ["Today", classicalText(finding.classical)],
    ["Family", finding.family],
    ["Primitive", finding.primitive],
    ["Operation", finding.operation],
    ["Purpose", finding.purpose],
    ["Key size", keySize === undefined ? undefined : `${keySize} bits`],
    ["Curve", finding.curve],
    ["Mode", finding.mode],
    ["Padding", finding.padding],
    ["Protocol", finding.protocol],
    ["Valid from", validFrom === undefined ? undefined : dayText(validFrom)],
    ["Expires", expires === undefined ? undefined : dayText(expires)],
    ["Serial number", finding.serialNumber],
    ["Halves", halves?.map(({ algorithm }) => algorithm).join(" and ")],
    ["Library", finding.library],
    ["Language", finding.language],
    ["Kind of use", finding.usage],
    ["Confidence", finding.confidence],
    ["Algorithm", resolved ? undefined : "decided at run time"],
    ["Rule", finding.ruleId],
    ["Id", finding.id],
  ];
}
