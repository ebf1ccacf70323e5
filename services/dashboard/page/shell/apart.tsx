import { type ComponentType, lazy, Suspense } from "react";
import type { RouteObject } from "react-router";
import { Placeholder } from "../design/placeholder.tsx";

/** A page whose code is fetched when it is gone to: nobody waits for the pages of others. */
export function apart(load: () => Promise<ComponentType>): Pick<RouteObject, "element"> {
  const Page = lazy(async () => ({ default: await load() }));
  return {
    element: (
      <Suspense fallback={<Placeholder what="the page" />}>
        <Page />
      </Suspense>
    ),
  };
}
