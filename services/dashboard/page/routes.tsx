import type { RouteObject } from "react-router";
import { CALLBACK } from "./session/authorization.ts";
import { RequireSession } from "./session/require-session.tsx";
import { apart } from "./shell/apart.tsx";
import { CrashPage } from "./shell/crash-page.tsx";
import { NotFoundPage } from "./shell/not-found-page.tsx";
import { Shell } from "./shell/shell.tsx";

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <CrashPage />,
    children: [
      { path: "/sign-in", ...apart(async () => (await import("./session/sign-in-page.tsx")).SignInPage) },
      { path: CALLBACK, ...apart(async () => (await import("./session/sign-in-callback.tsx")).SignInCallback) },
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
          { path: "/scans", ...apart(async () => (await import("./scans/scans-page.tsx")).ScansPage) },
          { path: "/scans/:id", ...apart(async () => (await import("./scan/scan-page.tsx")).ScanPage) },
          {
            path: "/repositories",
            ...apart(async () => (await import("./repositories/repositories-page.tsx")).RepositoriesPage),
          },
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
