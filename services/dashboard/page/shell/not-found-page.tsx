import { Link } from "react-router";
import { PageHead } from "./page-head.tsx";
import { HOME } from "./pages.ts";

export function NotFoundPage() {
  return (
    <PageHead
      title="There is no such page"
      about={
        <p>
          Perhaps the address was cut. <Link to={HOME}>To the beginning</Link>
        </p>
      }
    />
  );
}
