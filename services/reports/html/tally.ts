/** What the page shows, gathered in one pass: counts, and the most urgent of what is listed. Memory does not grow with the findings. */
import { earliest, MostUrgent, rank, type Section, sectionOf } from "../grouping.ts";
import type { Finding, Replacement, Severity } from "../model/finding.ts";
import { MOST_RANKED, type Ranked, Top } from "./top.ts";

/** What a use counts as in a bar. */
export type Share = "broken" | "weak" | "weakened" | "unknown" | "order";
export const SHARES: readonly Share[] = ["broken", "weak", "weakened", "unknown", "order"];
export type Shares = Readonly<Record<Share, number>>;

const SHARE: Readonly<Record<Exclude<Section, "suppressed">, Share>> = {
  "quantum-broken": "broken",
  "weak-today": "weak",
  "quantum-weakened": "weakened",
  unresolved: "unknown",
  inventory: "order",
};

export interface Due {
  readonly date: string;
  readonly mandate: string;
  readonly requirement: string;
  readonly uses: number;
}

export interface Step {
  readonly from: string;
  readonly replacement: Replacement;
  readonly uses: number;
  readonly files: number;
  readonly severity: Severity;
  /** ISO date of the first deadline among its uses. */
  readonly by?: string;
}

/** Kinds of one thing that are told apart; a repository can make up as many names as it likes. */
const MOST_KINDS = 500;
const MOST_FOLDERS = 50_000;
const MOST_LISTED = 2_000;
const OTHERS = "others";

type Counts = Record<Share, number>;
const none = (): Counts => ({ broken: 0, weak: 0, weakened: 0, unknown: 0, order: 0 });

export class PageTally {
  readonly shares: Counts = none();
  readonly severities: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0, info: 0 };
  readonly files = new Top();
  suppressed = 0;
  overdue = 0;
  /** Uses broken by a quantum computer whose traffic or data can be recorded today. */
  harvest = 0;
  readonly #families = new Map<string, Counts>();
  readonly #due = new Map<string, { -readonly [K in keyof Due]: Due[K] }>();
  readonly #steps = new Map<string, StepCounts>();
  readonly #folders = new Map<string, { readonly name: string; count: number }>();
  readonly #listed = new MostUrgent(MOST_LISTED);

  add(finding: Finding): void {
    const section = sectionOf(finding);
    if (section === "suppressed") {
      this.suppressed++;
      return;
    }
    const share = SHARE[section];
    this.shares[share]++;
    this.severities[finding.severity]++;
    kindOf(this.#families, finding.family, none)[share]++;
    if (share === "order") return;
    this.#listed.add(finding);
    if (finding.overdue) this.overdue++;
    if (share === "broken" && ["key-establishment", "encryption"].includes(finding.purpose)) this.harvest++;
    kindOf(this.#folders, folderOf(finding.path), (name) => ({ name, count: 0 }), MOST_FOLDERS).count++;
    this.files.add(finding.path);
    for (const deadline of finding.deadlines) {
      const { mandate, requirement, date } = deadline;
      kindOf(this.#due, `${date} ${mandate}`, () => ({ date, mandate, requirement, uses: 0 })).uses++;
    }
    this.#step(finding);
  }

  #step({ algorithm, replacement, severity, deadlines, path }: Finding): void {
    if (!replacement) return;
    const begin = (): StepCounts => ({ from: algorithm, replacement, uses: 0, files: 0, severity });
    const step = kindOf(this.#steps, `${algorithm}\n${replacement.algorithm}`, begin);
    step.uses++;
    // Findings come by path.
    if (step.last !== path) step.files++;
    step.last = path;
    if (rank(severity) < rank(step.severity)) step.severity = severity;
    const first = earliest(deadlines);
    const by = first?.actBy ?? first?.date;
    if (by !== undefined && (step.by === undefined || by < step.by)) step.by = by;
  }

  /** Families with something to change first, those with most of it before others. */
  families(): readonly (readonly [family: string, shares: Shares])[] {
    return [...this.#families].sort(
      ([a, m], [b, n]) => toChange(n) - toChange(m) || n.unknown - m.unknown || n.order - m.order || (a < b ? -1 : 1),
    );
  }

  due(): readonly Due[] {
    return [...this.#due.values()].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : b.uses - a.uses));
  }

  /** The most urgent first, then what is due first, then what there is most of. */
  steps(): readonly Step[] {
    return [...this.#steps.values()].sort(
      (a, b) =>
        rank(a.severity) - rank(b.severity) || (a.by ?? "9").localeCompare(b.by ?? "9", "en") || b.uses - a.uses,
    );
  }

  /** Folders in which most is to change. */
  folders(): readonly Ranked[] {
    return [...this.#folders.values()]
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, MOST_RANKED);
  }

  folderCount(): number {
    return this.#folders.size;
  }

  listed(): readonly Finding[] {
    return this.#listed.list();
  }

  toChange(): number {
    return toChange(this.shares);
  }

  /** Uses that ask for something: to be changed, or to be looked at by hand. */
  open(): number {
    return this.toChange() + this.shares.unknown;
  }
}

export function toChange({ broken, weak, weakened }: Shares): number {
  return broken + weak + weakened;
}

interface StepCounts {
  from: string;
  replacement: Replacement;
  uses: number;
  files: number;
  severity: Severity;
  by?: string;
  last?: string;
}

/** The entry of this key, or where there are too many the one that stands for the rest. */
function kindOf<T>(kinds: Map<string, T>, key: string, make: (name: string) => T, most = MOST_KINDS): T {
  const name = kinds.has(key) || kinds.size < most ? key : OTHERS;
  const known = kinds.get(name);
  if (known !== undefined) return known;
  const made = make(name);
  kinds.set(name, made);
  return made;
}

/** The first two folders of a path; `.` for what lies in none. */
function folderOf(path: string): string {
  const parts = path.split("/").slice(0, -1);
  return parts.length === 0 ? "." : parts.slice(0, 2).join("/");
}
