import { Chip, Group } from "@mantine/core";
import styles from "./choices.module.css";

interface ChoicesProps<Option extends string> {
  readonly legend: string;
  readonly options: readonly Option[];
  readonly chosen: readonly Option[];
  /** What is shown of an option, where not itself. */
  readonly text?: (option: Option) => string;
  /** In the order of the options. */
  readonly onChange: (chosen: readonly Option[]) => void;
}

/** Any number of a few words. */
export function Choices<Option extends string>({ legend, options, chosen, text, onChange }: ChoicesProps<Option>) {
  return (
    <fieldset className={styles.choices}>
      <legend>{legend}</legend>
      <Group gap={6}>
        {options.map((option) => (
          <Chip
            key={option}
            size="xs"
            variant="light"
            checked={chosen.includes(option)}
            onChange={(on) => onChange(options.filter((each) => (each === option ? on : chosen.includes(each))))}
          >
            {text ? text(option) : option}
          </Chip>
        ))}
      </Group>
    </fieldset>
  );
}
