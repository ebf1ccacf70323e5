import { Button, Chip, Group, NativeSelect } from "@mantine/core";
import { SEVERITIES } from "../design/severities.ts";
import styles from "./filter-bar.module.css";
import { type FilterChange, type Filters, isFiltered, NO_FILTERS } from "./filters.ts";
import { PathFilter } from "./path-filter.tsx";
import { FINDING_STATES } from "./states.ts";

interface FilterBarProps {
  readonly filters: Filters;
  /** Whether there was a scan before, that findings can be new against. */
  readonly compared: boolean;
  readonly onChange: (change: FilterChange) => void;
}

const LEADS = [
  { value: "", label: "Any deadline" },
  { value: "0", label: "Mark what has passed" },
  { value: "12", label: "Mark within 1 year" },
  { value: "24", label: "Mark within 2 years" },
  { value: "60", label: "Mark within 5 years" },
];

export function FilterBar({ filters, compared, onChange }: FilterBarProps) {
  return (
    <search className={styles.bar} aria-label="Filters of findings">
      <Chips
        legend="Severity"
        options={SEVERITIES}
        chosen={filters.severities}
        onChange={(severities) => onChange({ severities })}
      />
      {compared && (
        <Chips
          legend="Against the scan before"
          options={FINDING_STATES}
          chosen={filters.states}
          onChange={(states) => onChange({ states })}
        />
      )}
      <div className={styles.path}>
        <PathFilter path={filters.path} onChange={(path) => onChange({ path })} />
      </div>
      <NativeSelect
        className={styles.lead ?? ""}
        label="Deadlines"
        data={LEADS}
        value={filters.leadMonths === undefined ? "" : String(filters.leadMonths)}
        onChange={(event) => {
          const { value } = event.currentTarget;
          onChange({ leadMonths: value === "" ? undefined : Number(value) });
        }}
      />
      {isFiltered(filters) && (
        <Button variant="subtle" onClick={() => onChange(NO_FILTERS)}>
          Show everything
        </Button>
      )}
    </search>
  );
}

interface ChipsProps<Option extends string> {
  readonly legend: string;
  readonly options: readonly Option[];
  readonly chosen: readonly Option[];
  readonly onChange: (chosen: readonly Option[]) => void;
}

function Chips<Option extends string>({ legend, options, chosen, onChange }: ChipsProps<Option>) {
  return (
    <fieldset className={styles.group}>
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
            {option}
          </Chip>
        ))}
      </Group>
    </fieldset>
  );
}
