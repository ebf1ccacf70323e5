import type { RouteObject } from "react-router";
import { RepositoriesPage } from "./repositories/repositories-page.tsx";
import { ScanPage } from "./scan/scan-page.tsx";
import { ScansPage } from "./scans/scans-page.tsx";
import { CALLBACK } from "./session/authorization.ts";
import { RequireSession } from "./session/require-session.tsx";
import { SignInCallback } from "./session/sign-in-callback.tsx";
import { SignInPage } from "./session/sign-in-page.tsx";
import { apart } from "./shell/apart.tsx";
import { CrashPage } from "./shell/crash-page.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";
import { Shell } from "./shell/shell.tsx";

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <CrashPage />,
    children: [
      { path: "/sign-in", element: <SignInPage /> },
      { path: CALLBACK, element: <SignInCallback /> },
      {
        element: <RequireSession />,
        errorElement: <CrashPage />,
        children: [
          { path: "/", ...apart(async () => (await import("./overview/overview-page.tsx")).OverviewPage) },
          { path: "/findings", ...apart(async () => (await import("./findings/findings-page.tsx")).FindingsPage) },
          { path: "/inventory", ...apart(async () => (await import("./assets/assets-page.tsx")).AssetsPage) },
          { path: "/inventory/:id", ...apart(async () => (await import("./assets/asset-page.tsx")).AssetPage) },
          {
            path: "/certificates",
            ...apart(async () => (await import("./certificates/certificates-page.tsx")).CertificatesPage),
          },
          {
            path: "/exceptions",
            ...apart(async () => (await import("./exceptions/exceptions-page.tsx")).ExceptionsPage),
          },
          { path: "/policy", ...apart(async () => (await import("./policy/policy-page.tsx")).PolicyPage) },
          { path: "/plan", ...apart(async () => (await import("./plan/plan-page.tsx")).PlanPage) },
          { path: "/queue", ...apart(async () => (await import("./operation/queue-page.tsx")).QueuePage) },
          { path: "/webhooks", ...apart(async () => (await import("./webhooks/webhooks-page.tsx")).WebhooksPage) },
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
