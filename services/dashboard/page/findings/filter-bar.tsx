import { Button, NativeSelect } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { CrossIcon } from "../design/icons.tsx";
import styles from "./filter-bar.module.css";
import { FilterField } from "./filter-field.tsx";
import { FILTER_KINDS, type FilterKey } from "./filter-kinds.ts";
import { activeFilters, type Filters, type FilterValues, noFilters, ORDERS } from "./filters.ts";

/** Those that are asked for most: the others stand behind a button. */
const FRONT: readonly FilterKey[] = ["severity", "state", "path"];

interface FilterBarProps {
  readonly filters: Filters;
  /** Filters that make no sense here. */
  readonly without?: readonly FilterKey[];
  /** Those that stand before the button, where not the usual ones. */
  readonly front?: readonly FilterKey[];
  /** What is known to be there, to choose from. */
  readonly words?: Readonly<Partial<Record<FilterKey, readonly string[]>>>;
  readonly onChange: (change: FilterValues) => void;
  /** Absent where there is but one order. */
  readonly onOrder?: (order: string) => void;
  /** What can be done with what is asked for. */
  readonly children?: ReactNode;
}

/** What findings are asked for, and what of it is asked for now. */
export function FilterBar({
  filters,
  without = [],
  front: first = FRONT,
  words,
  onChange,
  onOrder,
  children,
}: FilterBarProps) {
  const id = useId();
  const kinds = FILTER_KINDS.filter(({ key }) => !without.includes(key));
  const front = kinds.filter(({ key }) => first.includes(key));
  const others = kinds.filter(({ key }) => !first.includes(key));
  const asked = activeFilters(filters, others);
  const [more, setMore] = useState(false);
  const field = (kind: (typeof kinds)[number]) => (
    <FilterField
      key={kind.key}
      kind={kind}
      chosen={filters.values[kind.key] ?? []}
      words={words?.[kind.key]}
      onChange={(chosen) => onChange({ [kind.key]: chosen })}
    />
  );
  return (
    <search className={styles.filters} aria-label="Filters of findings">
      <div className={styles.bar}>
        {front.map(field)}
        {onOrder && (
          <NativeSelect
            label="Order"
            data={ORDERS.map(([value, label]) => ({ value, label }))}
            value={filters.order}
            onChange={(event) => onOrder(event.currentTarget.value)}
          />
        )}
        <Button variant="default" aria-expanded={more} aria-controls={id} onClick={() => setMore(!more)}>
          {more ? "Fewer filters" : "More filters"}
        </Button>
        {activeFilters(filters, kinds).length > 0 && (
          <Button variant="subtle" onClick={() => onChange(noFilters())}>
            Show everything
          </Button>
        )}
        {children}
      </div>
      <div id={id} className={styles.more} hidden={!more}>
        {more && others.map(field)}
      </div>
      {!more && asked.length > 0 && (
        <ul className={styles.asked} aria-label="Other filters in use">
          {asked.map(({ kind, value, text }) => (
            <li key={`${kind.key} ${value}`}>
              <button
                type="button"
                className={styles.pill}
                aria-label={`Without ${kind.name}: ${text}`}
                onClick={() =>
                  onChange({ [kind.key]: (filters.values[kind.key] ?? []).filter((each) => each !== value) })
                }
              >
                {kind.name}: {text}
                <CrossIcon />
              </button>
            </li>
          ))}
        </ul>
      )}
    </search>
  );
}
