import { Button, Group, NativeSelect, Stack, TagsInput, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { type RepositoryFacts, useSetFacts, useTeams } from "../api/facts.ts";
import { Dialog } from "../design/dialog.tsx";
import { FailureNotice } from "../design/failure-notice.tsx";
import { CRITICALITIES, type FactsText, factsOfText, textOfFacts } from "./facts-text.ts";

interface EditFactsProps {
  readonly target: string;
  readonly facts: RepositoryFacts;
}

/** Says of a repository what no scan finds out. */
export function EditFacts({ target, facts }: EditFactsProps) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="xs" onClick={open}>
        Change
      </Button>
      <Dialog opened={opened} onClose={close} title="About this repository">
        <FactsForm target={target} facts={facts} onDone={close} />
      </Dialog>
    </>
  );
}

function FactsForm({ target, facts, onDone }: EditFactsProps & { readonly onDone: () => void }) {
  const [text, setText] = useState(() => textOfFacts(facts));
  const set = useSetFacts();
  const teams = useTeams().data ?? [];
  const write = (change: Partial<FactsText>) => setText((before) => ({ ...before, ...change }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate(factsOfText(target, text), { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          label="Owner"
          description="A person, or an address"
          value={text.owner}
          maxLength={200}
          onChange={(event) => write({ owner: event.currentTarget.value })}
          data-autofocus
        />
        <TextInput
          label="Team"
          description="Who sees it, where people are limited to teams; without spaces"
          value={text.team}
          maxLength={100}
          list="known-teams"
          onChange={(event) => write({ team: event.currentTarget.value })}
        />
        <datalist id="known-teams">
          {teams.map(({ team }) => (
            <option key={team} value={team} />
          ))}
        </datalist>
        <TagsInput
          label="Tags"
          description="Words without spaces, each ended with Enter"
          value={[...text.tags]}
          onChange={(tags) => write({ tags })}
          splitChars={[",", " "]}
          comboboxProps={{ withinPortal: false }}
          acceptValueOnBlur
          maxLength={100}
          maxTags={50}
        />
        <TextInput
          label="Data"
          description="What you call data as confidential as what it handles"
          value={text.dataClass}
          maxLength={200}
          onChange={(event) => write({ dataClass: event.currentTarget.value })}
        />
        <TextInput
          type="number"
          label="Years that its data has to stay secret"
          description="What can be recorded today has to move that much earlier"
          value={text.confidentialityYears}
          min={0}
          max={200}
          step={1}
          onChange={(event) => write({ confidentialityYears: event.currentTarget.value })}
        />
        <NativeSelect
          label="Criticality"
          description="How much depends on it"
          value={text.criticality}
          onChange={(event) => write({ criticality: event.currentTarget.value })}
          data={[{ value: "", label: "Not said" }, ...CRITICALITIES]}
        />
        {set.isError && <FailureNotice error={set.error} title="The server did not take it" />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            Not now
          </Button>
          <Button type="submit" loading={set.isPending}>
            Keep it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
