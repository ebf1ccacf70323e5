import { Navigate, Outlet, useLocation } from "react-router";
import { ApiFailure } from "../api/failure.ts";
import { needsToken, useIdentity, useSignedIn } from "../api/identity.ts";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { signInPath } from "./destination.ts";

/** Shows the page to whoever the server knows; leads everybody else to the sign-in. */
export function RequireSession() {
  const identity = useIdentity();
  const signedIn = useSignedIn();
  const location = useLocation();
  if (needsToken() && !signedIn) return <Navigate to={signInPath(location)} replace />;
  // Whoever has a token is shown the page at once: its own requests are refused as well where the token is nobody's.
  if (identity.isPending && !signedIn) return <Placeholder what="your session" />;
  if (identity.error instanceof ApiFailure && identity.error.status === 401) {
    return <Navigate to={signInPath(location)} replace />;
  }
  if (identity.isError) return <FailureNotice error={identity.error} onRetry={() => void identity.refetch()} />;
  return <Outlet />;
}
