import { Button, Group, Stack } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useCancelScan } from "../api/scans.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";

/** Takes back a request, after asking whether that is meant. */
export function CancelScan({ id }: { readonly id: string }) {
  const [opened, { open, close }] = useDisclosure(false);
  const cancel = useCancelScan(id);
  return (
    <>
      <Button variant="default" onClick={open}>
        Cancel the scan
      </Button>
      <Dialog opened={opened} onClose={close} title="Cancel this scan?">
        <Stack gap="md">
          <p>
            It goes on for others who asked for the same. What was scanned until now is kept, and makes the next scan of
            these files faster.
          </p>
          {cancel.isError && <FailureNotice error={cancel.error} title="It was not cancelled" />}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              Let it run
            </Button>
            <Button
              color="red"
              loading={cancel.isPending}
              onClick={() => cancel.mutate(undefined, { onSuccess: close })}
            >
              Cancel it
            </Button>
          </Group>
        </Stack>
      </Dialog>
    </>
  );
}
