import { lazy, Suspense } from "react";
import { Navigate, type RouteObject } from "react-router";
import { Placeholder } from "./design/placeholder.tsx";
import { RepositoriesPage } from "./repositories/repositories-page.tsx";
import { ScanPage } from "./scan/scan-page.tsx";
import { ScansPage } from "./scans/scans-page.tsx";
import { RequireSession } from "./session/require-session.tsx";
import { SignInPage } from "./session/sign-in-page.tsx";
import { CrashPage } from "./shell/crash-page.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";
import { Shell } from "./shell/shell.tsx";

// With the library of charts, which no other page needs.
const RepositoryPage = lazy(() =>
  import("./repository/repository-page.tsx").then((module) => ({ default: module.RepositoryPage })),
);

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <CrashPage />,
    children: [
      { path: "/sign-in", element: <SignInPage /> },
      {
        element: <RequireSession />,
        errorElement: <CrashPage />,
        children: [
          { path: "/", element: <Navigate to="/scans" replace /> },
          { path: "/scans", element: <ScansPage /> },
          { path: "/scans/:id", element: <ScanPage /> },
          { path: "/repositories", element: <RepositoriesPage /> },
          {
            path: "/repository",
            element: (
              <Suspense fallback={<Placeholder what="the repository" />}>
                <RepositoryPage />
              </Suspense>
            ),
          },
        ],
      },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];
