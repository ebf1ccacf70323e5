/** What findings can be asked for by: one entry adds a filter to the address, to the bar and to the request. */
import type { Finding } from "../api/findings.ts";
import { SEVERITIES } from "../design/severities.ts";
import { FINDING_STATES } from "./states.ts";

export type FilterKey =
  | "severity"
  | "quantum"
  | "classical"
  | "purpose"
  | "usage"
  | "scope"
  | "state"
  | "path"
  | "family"
  | "algorithm"
  | "library"
  | "language"
  | "rule"
  | "team"
  | "tag"
  | "target"
  | "mandate"
  | "lead"
  | "overdue"
  | "unresolved"
  | "suppressed"
  | "expires";

/** How a value is chosen, and which there are. */
export type FilterForm =
  | { readonly as: "choices"; readonly options: readonly string[] }
  | { readonly as: "words"; readonly longest: number; readonly shape?: RegExp }
  | { readonly as: "glob" }
  | {
      readonly as: "select";
      readonly none: string;
      readonly options: readonly (readonly [value: string, text: string])[];
    }
  | { readonly as: "day" };

export interface FilterKind {
  readonly key: FilterKey;
  readonly name: string;
  /** What the API calls it. */
  readonly parameter: string;
  readonly form: FilterForm;
}

const QUANTUM: readonly Finding["quantum"][] = ["broken", "weakened", "unknown", "hybrid", "post-quantum", "safe"];
const CLASSICAL: readonly Finding["classical"][] = ["broken", "weak", "ok"];
const PURPOSES: readonly Finding["purpose"][] = [
  "key-establishment",
  "signature",
  "encryption",
  "hash",
  "mac",
  "key-derivation",
  "random",
  "protocol",
  "unknown",
];
const USAGES: readonly Finding["usage"][] = [
  "call",
  "configuration",
  "key-material",
  "certificate",
  "dependency",
  "definition",
];
const SCOPES: readonly Finding["scope"][] = ["production", "test", "example", "vendored", "generated", "documentation"];

const choices = (options: readonly string[]): FilterForm => ({ as: "choices", options });
const words = (longest = 200, shape?: RegExp): FilterForm => ({ as: "words", longest, ...(shape && { shape }) });
const either = (none: string, yes: string, no: string): FilterForm => ({
  as: "select",
  none,
  options: [
    ["true", yes],
    ["false", no],
  ],
});

export const FILTER_KINDS: readonly FilterKind[] = [
  { key: "severity", name: "Severity", parameter: "severity", form: choices(SEVERITIES) },
  { key: "state", name: "Against the scan before", parameter: "state", form: choices(FINDING_STATES) },
  { key: "path", name: "Path", parameter: "file_pattern", form: { as: "glob" } },
  { key: "quantum", name: "To a quantum computer", parameter: "quantum", form: choices(QUANTUM) },
  { key: "classical", name: "Today", parameter: "classical", form: choices(CLASSICAL) },
  { key: "purpose", name: "Purpose", parameter: "purpose", form: choices(PURPOSES) },
  { key: "usage", name: "Kind of use", parameter: "usage", form: choices(USAGES) },
  { key: "scope", name: "Scope", parameter: "scope", form: choices(SCOPES) },
  { key: "family", name: "Family", parameter: "family", form: words() },
  { key: "algorithm", name: "Algorithm", parameter: "algorithm", form: words() },
  { key: "library", name: "Library", parameter: "library", form: words() },
  { key: "language", name: "Language or format", parameter: "language", form: words() },
  { key: "rule", name: "Rule", parameter: "rule", form: words() },
  { key: "team", name: "Team", parameter: "team", form: words() },
  { key: "tag", name: "Tag", parameter: "tag", form: words() },
  { key: "target", name: "Repository", parameter: "target", form: words(2000) },
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
  {
    key: "unresolved",
    name: "Chosen",
    parameter: "unresolved",
    form: either("In the code or at run time", "At run time", "In the code"),
  },
  {
    key: "suppressed",
    name: "Accepted",
    parameter: "suppressed",
    form: either("Accepted or not", "Accepted", "Not accepted"),
  },
  { key: "overdue", name: "Overdue", parameter: "overdue", form: either("Overdue or not", "Overdue", "Not overdue") },
  { key: "expires", name: "Expires before", parameter: "expires_before", form: { as: "day" } },
];
