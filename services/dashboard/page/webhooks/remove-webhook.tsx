import { Button, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRemoveWebhook, type Webhook } from "../api/webhooks.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";

/** Tells it no more, after asking whether that is meant. */
export function RemoveWebhook({ webhook: { id, name } }: { readonly webhook: Webhook }) {
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useRemoveWebhook(id);
  return (
    <>
      <Button variant="default" size="xs" aria-label={`Remove ${name}`} onClick={open}>
        Remove
      </Button>
      <Dialog opened={opened} onClose={close} title={`Remove ${name}?`}>
        <Stack gap="md">
          <p>It is told nothing more; what was not delivered yet is dropped.</p>
          {remove.isError && <FailureNotice error={remove.error} title="It was not removed" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
            <Button
              color="red"
              loading={remove.isPending}
              onClick={() => remove.mutate(undefined, { onSuccess: close })}
            >
              Remove it
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
