import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ChangeEvent, type FormEvent, useState } from "react";
import { useNavigate } from "react-router";
import { useSubmitScan } from "../api/scans.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { PlusIcon } from "../design/icons.tsx";
import { EMPTY_SUBMISSION, type SubmissionText, submissionOf } from "./submission.ts";

/** Asks for a repository and shows its scan. */
export function SubmitScan() {
  const [opened, { open, close }] = useDisclosure(false);
  const [text, setText] = useState(EMPTY_SUBMISSION);
  const navigate = useNavigate();
  const submission = useSubmitScan();
  const write = (key: keyof SubmissionText) => (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => {
    const { value } = event.currentTarget;
    setText((before) => ({ ...before, [key]: value }));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    submission.mutate(submissionOf(text), { onSuccess: ({ id }) => void navigate(`/scans/${id}`) });
  };
  return (
    <>
      <Button leftSection={<PlusIcon />} onClick={open}>
        Scan a repository
      </Button>
      <Dialog opened={opened} onClose={close} title="Scan a repository">
        <form onSubmit={submit}>
          <Stack gap="md">
            <TextInput
              label="Repository"
              description="The URL of a git repository that the server can reach"
              placeholder="https://git.example/team/service.git"
              value={text.target}
              onChange={write("target")}
              maxLength={2000}
              autoComplete="off"
              data-autofocus
              required
            />
            <TextInput
              label="Branch, tag or commit"
              description="What the repository's HEAD names where this is empty"
              value={text.ref}
              onChange={write("ref")}
              maxLength={255}
              autoComplete="off"
            />
            <Textarea
              label="Only these files"
              description="Globs, one a line; every file where this is empty"
              value={text.include}
              onChange={write("include")}
              rows={2}
            />
            <Textarea
              label="Without these files"
              description="Globs, one a line"
              value={text.exclude}
              onChange={write("exclude")}
              rows={2}
            />
            {submission.isError && <FailureNotice error={submission.error} title="The server did not take it" />}
            <Group justify="flex-end">
              <Button variant="default" onClick={close}>
                Not now
              </Button>
              <Button type="submit" loading={submission.isPending} disabled={text.target.trim() === ""}>
                Scan
              </Button>
            </Group>
          </Stack>
        </form>
      </Dialog>
    </>
  );
}
