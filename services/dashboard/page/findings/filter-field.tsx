import { NativeSelect, TagsInput, TextInput } from "@mantine/core";
import { Choices } from "../design/choices.tsx";
import styles from "./filter-bar.module.css";
import type { FilterKind } from "./filter-kinds.ts";
import { PathFilter } from "./path-filter.tsx";

interface FilterFieldProps {
  readonly kind: FilterKind;
  readonly chosen: readonly string[];
  /** Words that make sense here, where some are known. */
  readonly words?: readonly string[] | undefined;
  readonly onChange: (chosen: readonly string[]) => void;
}

/** What one filter asks for, in the form that suits it. */
export function FilterField({ kind: { name, form }, chosen, words = [], onChange }: FilterFieldProps) {
  const [first = ""] = chosen;
  const one = (value: string) => onChange(value === "" ? [] : [value]);
  switch (form.as) {
    case "choices":
      return <Choices legend={name} options={form.options} chosen={chosen} onChange={onChange} />;
    case "words":
      return (
        <TagsInput
          className={styles.words ?? ""}
          label={name}
          placeholder={chosen.length === 0 ? "Any" : ""}
          value={[...chosen]}
          data={[...new Set(words)]}
          limit={100}
          maxLength={form.longest}
          splitChars={[","]}
          comboboxProps={{ withinPortal: false }}
          acceptValueOnBlur
          onChange={onChange}
        />
      );
    case "glob":
      return (
        <div className={styles.path}>
          <PathFilter path={first} onChange={one} />
        </div>
      );
    case "select":
      return (
        <NativeSelect
          className={styles.select ?? ""}
          label={name}
          data={[{ value: "", label: form.none }, ...form.options.map(([value, label]) => ({ value, label }))]}
          value={first}
          onChange={(event) => one(event.currentTarget.value)}
        />
      );
    case "day":
      return (
        <TextInput
          className={styles.select ?? ""}
          type="date"
          label={name}
          value={first}
          onChange={(event) => one(event.currentTarget.value)}
        />
      );
  }
}
