import { Link } from "react-router";
import type { Overview } from "../api/overview.ts";
import { ASSETS_PATH } from "../assets/address.ts";
import { Bars } from "../design/bars.tsx";
import { Card } from "../design/card.tsx";
import { plural } from "../format/count.ts";

const MOST = 10;

export function FamiliesPanel({ overview }: { readonly overview: Overview }) {
  const families = Object.entries(overview.byFamily).toSorted(([, a], [, b]) => b - a);
  const others = families.length - MOST;
  return (
    <Card title="Families" aside={<Link to={ASSETS_PATH}>All assets</Link>}>
      <Bars
        bars={families.slice(0, MOST).map(([family, count]) => ({
          key: family,
          name: <Link to={`${ASSETS_PATH}?${new URLSearchParams({ family, suppressed: "false" })}`}>{family}</Link>,
          count,
          tone: "accent",
        }))}
      />
      {others > 0 && <p className="soft small">and {plural(others, "other family", "other families")}</p>}
    </Card>
  );
}
