import { Button, TagsInput } from "@mantine/core";
import { Choices } from "../design/choices.tsx";
import filterStyles from "../design/filters.module.css";
import { useKnownWords } from "../findings/known-words.ts";
import { type PlanChange, type PlanFilters, WORK_KINDS } from "./plan-filters.ts";
import { KINDS } from "./words.ts";

interface PlanBarProps {
  readonly filters: PlanFilters;
  /** Repositories or modules of the plan that is shown. */
  readonly places: readonly string[];
  readonly onChange: (change: PlanChange) => void;
}

/** What is planned, and what would be left if some of it moved. */
export function PlanBar({ filters, places, onChange }: PlanBarProps) {
  const known = useKnownWords();
  const { mandates, teams, kinds, without, target } = filters;
  const inline = { comboboxProps: { withinPortal: false }, splitChars: [","], acceptValueOnBlur: true };
  const chosen = mandates.length + teams.length + kinds.length + without.length > 0 || target !== undefined;
  return (
    <search className={filterStyles.filters} aria-label="Filters of the plan">
      <Choices
        legend="Kind of work"
        options={WORK_KINDS}
        chosen={kinds}
        text={(kind) => KINDS[kind]}
        onChange={(chosen) => onChange({ kinds: chosen })}
      />
      <TagsInput
        {...inline}
        label="Mandate"
        placeholder={mandates.length === 0 ? "Those of the server" : ""}
        value={[...mandates]}
        data={[...(known.mandate ?? [])]}
        onChange={(next) => onChange({ mandates: next })}
      />
      <TagsInput
        {...inline}
        label="Team"
        placeholder={teams.length === 0 ? "Any" : ""}
        value={[...teams]}
        data={[...(known.team ?? [])]}
        onChange={(next) => onChange({ teams: next })}
      />
      <TagsInput
        {...inline}
        label="What if these move?"
        placeholder={without.length === 0 ? (target === undefined ? "Repositories" : "Modules") : ""}
        value={[...without]}
        data={[...places]}
        onChange={(next) => onChange({ without: next })}
      />
      {chosen && (
        <Button
          variant="subtle"
          onClick={() => onChange({ mandates: [], teams: [], kinds: [], without: [], target: undefined })}
        >
          Plan everything
        </Button>
      )}
    </search>
  );
}
