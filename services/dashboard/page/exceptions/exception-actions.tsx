import { Button, Group, Stack, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { type Exception, useApproveException, useRevokeException } from "../api/exceptions.ts";
import { messageOf } from "../api/failure.ts";
import { mayAdminister, mayOperate, useIdentity } from "../api/identity.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";

/** What the caller's role lets him do with an exception; the server decides in any case. */
export function ExceptionActions({ exception }: { readonly exception: Exception }) {
  const { id, state } = exception;
  const identity = useIdentity().data;
  const approve = useApproveException(id);
  const standing = state === "asked" || state === "approved";
  const approvable = state === "asked" && mayAdminister(identity);
  if (!standing || !mayOperate(identity)) return <span className="soft">nothing</span>;
  return (
    <>
      <Group gap="xs">
        {approvable && (
          <Button size="xs" loading={approve.isPending} onClick={() => approve.mutate()}>
            Approve
          </Button>
        )}
        <Revoke exception={exception} />
      </Group>
      {approve.isError && (
        <p role="alert" className="small">
          {messageOf(approve.error)}
        </p>
      )}
    </>
  );
}

function Revoke({ exception: { id, state } }: { readonly exception: Exception }) {
  const [opened, { open, close }] = useDisclosure(false);
  const [reason, setReason] = useState("");
  const revoke = useRevokeException(id);
  const word = state === "asked" ? "Refuse" : "Revoke";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    revoke.mutate(reason, { onSuccess: close });
  };
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        {word}
      </Button>
      <Dialog opened={opened} onClose={close} title={`${word} this exception?`}>
        <form onSubmit={submit}>
          <Stack gap="md">
            <p>What it is for counts again with the next judgement of its findings. It stays in the list.</p>
            <Textarea
              label="Why"
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              maxLength={2000}
              rows={3}
            />
            {revoke.isError && <FailureNotice error={revoke.error} title="The server did not take it" />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Leave it
              </Button>
              <Button type="submit" color="red" loading={revoke.isPending}>
                {word} it
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}
