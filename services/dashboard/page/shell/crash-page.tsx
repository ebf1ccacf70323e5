import { useRouteError } from "react-router";
import { FailureNotice } from "../design/failure-notice.tsx";

/** Shown where the page itself failed. */
export function CrashPage() {
  const error = useRouteError();
  return (
    <FailureNotice error={error} title="This page has an error of its own" onRetry={() => window.location.reload()} />
  );
}
