import { Link } from "react-router";
import { PageHead } from "./page-head.tsx";

export function NotFoundPage() {
  return (
    <PageHead
      title="There is no such page"
      about={
        <p>
          Perhaps the address was cut. <Link to="/scans">To the scans</Link>
        </p>
      }
    />
  );
}
