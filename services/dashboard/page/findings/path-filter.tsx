import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";

interface PathFilterProps {
  readonly path: string;
  readonly onChange: (path: string) => void;
}

const TYPING_MS = 350;

/** A glob over paths, asked for when typing pauses; the address may change it too. */
export function PathFilter({ path, onChange }: PathFilterProps) {
  const [text, setText] = useState(path);
  const tell = useDebouncedCallback(onChange, TYPING_MS);
  useEffect(() => setText(path), [path]);
  return (
    <TextInput
      label="Path"
      placeholder="src/**/*.java or *.py"
      value={text}
      maxLength={256}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => {
        const { value } = event.currentTarget;
        setText(value);
        tell(value.trim());
      }}
    />
  );
}
