import { Alert, Button } from "@mantine/core";
import { messageOf } from "../api/failure.ts";

interface FailureNoticeProps {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}

/** What went wrong, in the server's own words. */
export function FailureNotice({ error, title = "That did not work", onRetry }: FailureNoticeProps) {
  return (
    <Alert role="alert" variant="default" title={title} data-tone="failure">
      <p>{messageOf(error)}</p>
      {onRetry && (
        <Button variant="default" size="xs" mt="sm" onClick={onRetry}>
          Try again
        </Button>
      )}
    </Alert>
  );
}
