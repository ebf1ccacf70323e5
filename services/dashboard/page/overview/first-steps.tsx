import { Link } from "react-router";
import { Card } from "../design/card.tsx";
import { plural } from "../format/count.ts";

/** Where nothing was scanned yet: what to do first. */
export function FirstSteps({ unscanned }: { readonly unscanned: number }) {
  return (
    <Card title="Nothing is known yet">
      <p>
        {unscanned > 0
          ? `${plural(unscanned, "repository was", "repositories were")} submitted, and none has a result yet.`
          : "No repository was scanned that you may see."}{" "}
        <Link to="/scans">To the scans</Link>
      </p>
    </Card>
  );
}
