import { useSearchParams } from "react-router";
import { pageOf, withPage } from "../address/page-number.ts";
import { mayAdminister, useIdentity } from "../api/identity.ts";
import { useWebhooks } from "../api/webhooks.ts";
import { Card } from "../design/card.tsx";
import { Empty } from "../design/data-table.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { Pager } from "../design/pager.tsx";
import { Placeholder } from "../design/placeholder.tsx";
import { Rooms } from "../design/rooms.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { AddWebhook } from "./add-webhook.tsx";
import { WebhookCard } from "./webhook-card.tsx";

/** Who is told of what happens; an admin's page. */
export function WebhooksPage() {
  const identity = useIdentity().data;
  if (identity === undefined) return <Placeholder what="webhooks" />;
  if (!mayAdminister(identity)) {
    return <PageHead title="Webhooks" about="Only an admin decides who is told of what happens here." />;
  }
  return <Webhooks />;
}

function Webhooks() {
  const [search, setSearch] = useSearchParams();
  const page = pageOf(search);
  const webhooks = useWebhooks(page);
  const { data } = webhooks;
  return (
    <>
      <PageHead
        title="Webhooks"
        about="Who is told when a scan ends, something critical is new, or an exception expires"
      >
        <AddWebhook />
      </PageHead>
      {webhooks.isPending && <Placeholder what="webhooks" />}
      {webhooks.isError && <FailureNotice error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
      {data && (
        <Rooms>
          {data.results.map((webhook) => (
            <WebhookCard key={webhook.id} webhook={webhook} />
          ))}
          {data.total === 0 && (
            <Card>
              <Empty>Nobody is told of anything.</Empty>
            </Card>
          )}
          <Pager
            page={page}
            pages={data.pages}
            total={data.total}
            noun="webhook"
            onPage={(next) => setSearch(withPage(search, next))}
          />
        </Rooms>
      )}
    </>
  );
}
