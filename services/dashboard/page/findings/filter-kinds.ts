/** What findings can be asked for by: one entry adds a filter to the address, to the bar and to the request. */
import { SEVERITIES } from "../design/severities.ts";
import { FINDING_STATES } from "./states.ts";

export type FilterKey = "severity" | "state" | "path" | "mandate" | "lead";

/** How a value is chosen, and which there are. */
export type FilterForm =
  | { readonly as: "choices"; readonly options: readonly string[] }
  | { readonly as: "words"; readonly longest: number; readonly shape?: RegExp }
  | { readonly as: "glob" }
  | {
      readonly as: "select";
      readonly none: string;
      readonly options: readonly (readonly [value: string, text: string])[];
    };

export interface FilterKind {
  readonly key: FilterKey;
  readonly name: string;
  /** What the API calls it. */
  readonly parameter: string;
  readonly form: FilterForm;
}

const choices = (options: readonly string[]): FilterForm => ({ as: "choices", options });
const words = (longest = 200, shape?: RegExp): FilterForm => ({ as: "words", longest, ...(shape && { shape }) });

export const FILTER_KINDS: readonly FilterKind[] = [
  { key: "severity", name: "Severity", parameter: "severity", form: choices(SEVERITIES) },
  { key: "state", name: "Against the scan before", parameter: "state", form: choices(FINDING_STATES) },
  { key: "path", name: "Path", parameter: "file_pattern", form: { as: "glob" } },
  { key: "mandate", name: "Mandate", parameter: "mandate", form: words(100, /^[a-z0-9.-]+$/) },
  {
    key: "lead",
    name: "Deadlines",
    parameter: "lead_months",
    form: {
      as: "select",
      none: "Any deadline",
      options: [
        ["0", "Mark what has passed"],
        ["12", "Mark within 1 year"],
        ["24", "Mark within 2 years"],
        ["60", "Mark within 5 years"],
      ],
    },
  },
];
