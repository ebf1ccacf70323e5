import { type ComponentType, lazy, Suspense } from "react";
import { matchRoutes, type RouteObject } from "react-router";
import { Placeholder } from "../design/placeholder.tsx";

interface Apart {
  readonly element: RouteObject["element"];
  readonly handle: { readonly load: () => Promise<unknown> };
}

/** A page whose code is fetched when it is gone to: nobody waits for the pages of others. */
export function apart(load: () => Promise<ComponentType>): Apart {
  const Page = lazy(async () => ({ default: await load() }));
  return {
    element: (
      <Suspense fallback={<Placeholder what="the page" />}>
        <Page />
      </Suspense>
    ),
    handle: { load },
  };
}

/** Fetches the page that the address is of, while the server is still asked who is signed in. */
export function fetchAhead(routes: readonly RouteObject[], pathname: string): void {
  for (const { route } of matchRoutes([...routes], pathname) ?? []) {
    const handle: Partial<Apart["handle"]> | undefined = route.handle;
    // Whoever shows the page fetches it again, and tells of the failure.
    handle?.load?.().catch(() => {});
  }
}
