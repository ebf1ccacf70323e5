import { Button, Group, NativeSelect, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useAddWebhook } from "../api/webhooks.ts";
import { Choices } from "../design/choices.tsx";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { PlusIcon } from "../design/icons.tsx";
import { EMPTY_WEBHOOK, EVENT_NAMES, EVENTS, KINDS, type WebhookText, webhookOf } from "./new-webhook.ts";

/** Has somebody told, and shows once what deliveries are signed with. */
export function AddWebhook() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button leftSection={<PlusIcon />} onClick={open}>
        Add a webhook
      </Button>
      <Dialog opened={opened} onClose={close} title="Add a webhook">
        <Form onDone={close} />
      </Dialog>
    </>
  );
}

function Form({ onDone }: { readonly onDone: () => void }) {
  const [text, setText] = useState(EMPTY_WEBHOOK);
  const add = useAddWebhook();
  const write = (change: Partial<WebhookText>) => setText((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(webhookOf(text));
  };
  if (add.data) return <Secret secret={add.data.secret} onDone={onDone} />;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Name"
          value={text.name}
          maxLength={100}
          required
          onChange={(event) => write({ name: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label="Address"
          description="https, and no private address unless the server allows it"
          placeholder="https://hooks.example/pqc"
          value={text.url}
          maxLength={2000}
          autoComplete="off"
          required
          onChange={(event) => write({ url: event.currentTarget.value })}
        />
        <NativeSelect
          label="What is sent"
          value={text.kind}
          data={Object.entries(KINDS).map(([value, label]) => ({ value, label }))}
          onChange={(event) => write({ kind: event.currentTarget.value === "slack" ? "slack" : "standard" })}
        />
        <Choices
          legend="When"
          options={EVENT_NAMES}
          chosen={text.events}
          text={(event) => EVENTS[event]}
          onChange={(events) => write({ events })}
        />
        <Textarea
          label="Only of these repositories"
          description="Globs, one a line; every repository that you reach where this is empty"
          value={text.repositories}
          rows={2}
          onChange={(event) => write({ repositories: event.currentTarget.value })}
        />
        {add.isError && <FailureNotice error={add.error} title="The server did not take it" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={add.isPending} disabled={text.events.length === 0}>
            Add it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onDone }: { readonly secret: string; readonly onDone: () => void }) {
  return (
    <Stack gap="md">
      <TextInput
        label="Signing secret"
        description="Deliveries are signed with it (standardwebhooks.com). It is told this once: give it to the receiver now."
        value={secret}
        readOnly
        onFocus={(event) => event.currentTarget.select()}
        data-autofocus
      />
      <Group justify="flex-end">
        <Button onClick={onDone}>I have it</Button>
      </Group>
    </Stack>
  );
}
