import { Button } from "@mantine/core";
import { useNavigate } from "react-router";
import { messageOf } from "../api/failure.ts";
import { type Scan, useSubmitScan } from "../api/scans.ts";

/** The same repository and ref as they are now. */
export function ScanAgain({ scan }: { readonly scan: Scan }) {
  const navigate = useNavigate();
  const submission = useSubmitScan();
  const submit = () =>
    submission.mutate(
      {
        target: scan.target,
        ...(scan.ref !== undefined && { ref: scan.ref }),
        include: [],
        exclude: [],
        priority: "on-demand",
      },
      { onSuccess: ({ id }) => void navigate(`/scans/${id}`) },
    );
  return (
    <div>
      <Button variant="default" loading={submission.isPending} onClick={submit}>
        Scan again
      </Button>
      {submission.isError && (
        <p role="alert" className="small">
          {messageOf(submission.error)}
        </p>
      )}
    </div>
  );
}
