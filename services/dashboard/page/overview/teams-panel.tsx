import { Button } from "@mantine/core";
import { useState } from "react";
import { Link } from "react-router";
import type { Overview } from "../api/overview.ts";
import { Card } from "../design/card.tsx";
import { DataTable } from "../design/data-table.tsx";
import { SeverityBar } from "../design/severity-bar.tsx";
import { countText } from "../format/count.ts";
import styles from "./teams-panel.module.css";

const MOST = 12;

/** Teams that anybody named, most to do first. */
export function TeamsPanel({ overview: { byTeam } }: { readonly overview: Overview }) {
  const [all, setAll] = useState(false);
  if (byTeam.every(({ team }) => team === undefined)) return null;
  const shown = all ? byTeam : byTeam.slice(0, MOST);
  return (
    <Card title="Teams" flush>
      <DataTable
        of="teams"
        columns={[
          "Team",
          { number: "Broken by a quantum computer" },
          { number: "Weak today" },
          "Findings",
          { number: "Repositories" },
        ]}
      >
        {shown.map(({ team, repositories, bySeverity, byVerdict }) => (
          <tr key={team ?? ""}>
            <td>
              {team === undefined ? (
                <span className="soft">of no team</span>
              ) : (
                <Link to={`/findings?${new URLSearchParams({ team, suppressed: "false" })}`}>{team}</Link>
              )}
            </td>
            <td className="number">{countText(byVerdict["quantum-broken"])}</td>
            <td className="number">{countText(byVerdict["weak-today"])}</td>
            <td>
              <SeverityBar counts={bySeverity} />
            </td>
            <td className="number">{countText(repositories)}</td>
          </tr>
        ))}
      </DataTable>
      {shown.length < byTeam.length && (
        <div className={styles.more}>
          <Button variant="subtle" size="xs" onClick={() => setAll(true)}>
            Show all {countText(byTeam.length)}
          </Button>
        </div>
      )}
    </Card>
  );
}
