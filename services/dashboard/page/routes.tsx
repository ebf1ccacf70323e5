import { Navigate, type RouteObject } from "react-router";
import { RepositoriesPage } from "./repositories/repositories-page.tsx";
import { ScanPage } from "./scan/scan-page.tsx";
import { ScansPage } from "./scans/scans-page.tsx";
import { RequireSession } from "./session/require-session.tsx";
import { SignInPage } from "./session/sign-in-page.tsx";
import { apart } from "./shell/apart.tsx";
import { CrashPage } from "./shell/crash-page.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";
import { HOME } from "./shell/pages.ts";
import { Shell } from "./shell/shell.tsx";

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
          { path: "/", element: <Navigate to={HOME} replace /> },
          { path: "/scans", element: <ScansPage /> },
          { path: "/scans/:id", element: <ScanPage /> },
          { path: "/repositories", element: <RepositoriesPage /> },
          {
            path: "/repository",
            ...apart(async () => (await import("./repository/repository-page.tsx")).RepositoryPage),
          },
        ],
      },
      { path: "*", element: <NotFoundPage /> },
    ],
  },
];
