import { useMandates, usePolicy } from "../api/policy.ts";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { MandateCard } from "./mandate-card.tsx";
import { ServerPolicy } from "./server-policy.tsx";

/** What findings are judged by: the mandates there are, those that bind here first. */
export function PolicyPage() {
  const mandates = useMandates();
  const policy = usePolicy();
  const failed = mandates.error ?? policy.error;
  if (failed) {
    const again = () => void Promise.all([mandates.refetch(), policy.refetch()]);
    return <FailureNotice error={failed} onRetry={again} />;
  }
  if (mandates.data === undefined || policy.data === undefined) return <Placeholder what="the policy" />;
  const binding = new Set(policy.data.mandates);
  const sorted = mandates.data.toSorted((a, b) => Number(binding.has(b.id)) - Number(binding.has(a.id)));
  return (
    <>
      <PageHead title="Policy" about="What has to be gone by when, who says so, and what this server judges by" />
      <Rooms>
        <ServerPolicy policy={policy.data} />
        {sorted.map((mandate) => (
          <MandateCard key={mandate.id} mandate={mandate} binds={binding.has(mandate.id)} />
        ))}
      </Rooms>
    </>
  );
}
