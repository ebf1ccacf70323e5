/** The options that say by which rules findings are judged: mandates, lead time, baseline, and what fails. */
import { SEVERITIES, type Severity } from "@pqc-audit/reports/model/finding.ts";
import { type Command, InvalidArgumentError, Option } from "commander";

export type FailOn = Severity | "overdue";

export interface PolicyFlags {
  readonly mandate?: readonly string[];
  readonly leadMonths?: number;
  readonly failOn?: readonly FailOn[];
  readonly baseline?: string;
}

/** No plan looks further ahead. */
const MOST_MONTHS = 1_200;

export function withPolicyOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        "--fail-on <what>",
        `exit 1 when a finding is this urgent or more, or overdue: ${KNOWN.join(", ")}`,
      ).argParser(failOn),
    )
    .addOption(
      new Option("--mandate <id>", "only these mandates bind, such as cnsa-2.0,eu-roadmap; what to move to fits them")
        .argParser(ids)
        .default([], "all but nist-sp-800-131a; NIST's parameter sets"),
    )
    .option("--lead-months <n>", "count a deadline as passed so many months before (default: 0)", months)
    .option("--baseline <file>", "what is in this baseline is existing, and does not fail by its severity");
}

/** The lead time that is to be looked at; undefined where nobody asked for what is overdue. */
export function leadMonthsOf({ leadMonths, failOn: failing }: PolicyFlags): number | undefined {
  return leadMonths ?? (failing?.includes("overdue") ? 0 : undefined);
}

const KNOWN: readonly FailOn[] = [...SEVERITIES, "overdue"];

/** `high`, `overdue`, or both with a comma. */
function failOn(value: string): readonly FailOn[] {
  return value.split(",").map((part) => {
    const known = KNOWN.find((each) => each === part.trim());
    if (known === undefined) throw new InvalidArgumentError(`Allowed choices are ${KNOWN.join(", ")}.`);
    return known;
  });
}

/** May be repeated, and hold several with commas. */
export function ids(value: string, before: readonly string[]): readonly string[] {
  const given = value.split(",").map((id) => id.trim());
  if (given.includes("")) throw new InvalidArgumentError("must be ids with commas between them.");
  return [...before, ...given];
}

export function months(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > MOST_MONTHS) {
    throw new InvalidArgumentError(`must be a whole number from 0 to ${MOST_MONTHS}.`);
  }
  return value;
}
