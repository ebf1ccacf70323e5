import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { messageOf } from "../api/failure.ts";
import { useTestWebhook, type Webhook } from "../api/webhooks.ts";
import { Card } from "../design/card.tsx";
import { Facts } from "../design/facts.tsx";
import { Moment } from "../design/moment.tsx";
import { DeliveriesTable } from "./deliveries-table.tsx";
import { EVENTS, KINDS } from "./new-webhook.ts";
import { RemoveWebhook } from "./remove-webhook.tsx";
import styles from "./webhook-card.module.css";

/** One webhook: what it is told, and on request what became of that. */
export function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const { id, name, url, kind, events, repositories, createdAt, createdBy } = webhook;
  const [shown, setShown] = useState(false);
  const send = useTestWebhook(id);
  return (
    <Card
      title={name}
      aside={
        <Group gap="xs">
          <Button
            variant="default"
            size="xs"
            aria-label={`Send a test to ${name}`}
            loading={send.isPending}
            onClick={() => send.mutate(undefined, { onSuccess: () => setShown(true) })}
          >
            Send a test
          </Button>
          <RemoveWebhook webhook={webhook} />
        </Group>
      }
      flush
    >
      <div className={styles.facts}>
        <Facts
          facts={[
            [
              "Address",
              <span key="url" className="mono">
                {url}
              </span>,
            ],
            ["Sends", KINDS[kind]],
            ["When", events.map((event) => EVENTS[event]).join("; ")],
            ["Repositories", repositories?.join(", ") ?? "every one that its creator reaches"],
            ["Added", <Added key="added" by={createdBy} at={createdAt} />],
          ]}
        />
        {send.isError && <p role="alert">No test was sent: {messageOf(send.error)}</p>}
        <Button
          variant="subtle"
          size="xs"
          aria-expanded={shown}
          aria-label={`${shown ? "Hide" : "Show"} deliveries to ${name}`}
          onClick={() => setShown(!shown)}
        >
          {shown ? "Hide deliveries" : "Show deliveries"}
        </Button>
      </div>
      {shown && <DeliveriesTable id={id} name={name} />}
    </Card>
  );
}

function Added({ by, at }: { readonly by: string; readonly at: string }) {
  return (
    <>
      by {by}, <Moment iso={at} />
    </>
  );
}
