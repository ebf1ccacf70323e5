import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSearchParams } from "react-router";
import { useAskException } from "../api/exceptions.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { PlusIcon } from "../design/icons.tsx";
import { type AskText, askedOf, askTextOf, SCOPE, SCOPE_NAMES } from "./asked.ts";

const ABOUT: Readonly<Partial<Record<(typeof SCOPE)[number], string>>> = {
  target: "Its URL; every repository where this is empty",
  finding: "Its id; needs its repository",
  rule: "Its id, or what it begins with up to a dot: java.jca",
  filePattern: "A glob: src/**/*.java or *.java",
};

/** Asks that uses be accepted until a day. The address opens it, begun for a finding. */
export function AskException() {
  const [search, setSearch] = useSearchParams();
  const close = () => setSearch({}, { replace: true });
  return (
    <>
      <Button leftSection={<PlusIcon />} onClick={() => setSearch({ ask: "yes" })}>
        Ask for an exception
      </Button>
      <Dialog opened={search.has("ask")} onClose={close} title="Ask for an exception">
        <AskForm begun={askTextOf(search)} onDone={close} />
      </Dialog>
    </>
  );
}

function AskForm({ begun, onDone }: { readonly begun: AskText; readonly onDone: () => void }) {
  const [text, setText] = useState(begun);
  const ask = useAskException();
  const write = (key: keyof AskText, value: string) => setText((before) => ({ ...before, [key]: value }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    ask.mutate(askedOf(text), { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <p className="soft small">
          It is for what fits all that is said here, and holds once an admin has approved it.
        </p>
        {SCOPE.map((key) => (
          <TextInput
            key={key}
            label={SCOPE_NAMES[key]}
            description={ABOUT[key]}
            value={text[key]}
            maxLength={key === "target" ? 2000 : 256}
            autoComplete="off"
            onChange={(event) => write(key, event.currentTarget.value)}
          />
        ))}
        <Textarea
          label="Reason"
          description="Stands with each finding that it is for"
          value={text.reason}
          maxLength={2000}
          rows={3}
          required
          onChange={(event) => write("reason", event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label="Until"
          description="The last day on which it holds"
          value={text.until}
          required
          onChange={(event) => write("until", event.currentTarget.value)}
        />
        {ask.isError && <FailureNotice error={ask.error} title="The server did not take it" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={ask.isPending}>
            Ask
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
