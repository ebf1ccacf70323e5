/**
 * Findings one by one to groups that a team can work on. Memory grows with kinds, modules and owners, never with findings:
 * a group counts uses that are alike, and keeps the few places that are shown. Findings of a file come one after another,
 * as results list them; files are counted so.
 */

import { type Deadline, type Finding, SEVERITIES } from "../model/finding.ts";
import { compareBytewise } from "../model/order.ts";
import { type Accounted, MOST_PLACES, type PlannedPlace } from "./model.ts";
import { moduleOf, ROOT_MODULE } from "./module.ts";
import { kindOf, type Standing, standingOf } from "./work.ts";
import type { WorkKind } from "./work-kind.ts";

/** What is known of where a finding stands beyond the finding. */
export interface Origin {
  readonly repository: string;
  readonly team?: string;
}

/** Findings that differ in nothing but their place: they need the same change, by the same day. */
export interface UseGroup {
  readonly example: Finding;
  findings: number;
  /** Lines that no use before had; 0 where each stands in a line with another. */
  places: number;
}

export interface Group extends Origin {
  readonly kind: WorkKind;
  readonly module: string;
  readonly owners: readonly string[];
  /** Of the library that is upgraded, where it is told. */
  readonly library?: string;
  readonly uses: Map<string, UseGroup>;
  readonly top: PlannedPlace[];
  findings: number;
  files: number;
  lastPath: string;
  lastPlace: string;
}

/** Nobody plans more; what comes beyond shares a module of this name. */
const MOST_GROUPS = 20_000;
const MOST_USES = 2_000;
export const OTHER_MODULES = "(others)";

export interface GatherOptions {
  /** Folders of a module's name. */
  readonly depth?: number;
  /** Only what one of these owns. */
  readonly owners?: readonly string[];
}

/** What is to be known of a finding, whatever its place: worked out once for all that are alike. */
export interface Alike {
  readonly example: Finding;
  readonly standing: Standing;
  readonly kind: WorkKind;
  readonly key: string;
}

export function alikeOf(example: Finding): Alike {
  const standing = standingOf(example);
  return { example, standing, kind: kindOf(example), key: standing === "planned" ? useKey(example) : "" };
}

export class Gatherer {
  readonly groups = new Map<string, Group>();
  readonly #options: GatherOptions;
  readonly #accounted = {
    findings: 0,
    planned: 0,
    suppressed: 0,
    definitions: 0,
    notShipped: 0,
    unclear: 0,
    inOrder: 0,
  };

  constructor(options: GatherOptions = {}) {
    this.#options = options;
  }

  get accounted(): Accounted {
    return { ...this.#accounted };
  }

  add(finding: Finding, origin: Origin): void {
    if (!this.#isAsked(finding)) return;
    const { standing, kind, key } = alikeOf(finding);
    this.#accounted.findings++;
    this.#accounted[standing]++;
    if (standing !== "planned") return;
    const group = this.#groupOf(kind, finding, origin, moduleOf(finding.path, this.#options.depth));
    if (group.lastPath !== finding.path) group.files++;
    const place = `${finding.path}:${finding.line}`;
    // A certificate is two findings of one line, and one thing to reissue.
    const isNew = group.lastPlace !== place;
    group.lastPath = finding.path;
    group.lastPlace = place;
    count(group, finding, key, { findings: 1, places: isNew ? 1 : 0 });
    keepMostUrgent(group.top, finding);
  }

  /** So many findings of a repository that differ in nothing but where they stand, which is not told. */
  addAlike({ example, standing, kind, key }: Alike, origin: Origin, findings: number): void {
    this.#accounted.findings += findings;
    this.#accounted[standing] += findings;
    if (standing !== "planned") return;
    count(this.#groupOf(kind, example, origin, ROOT_MODULE), example, key, { findings, places: findings });
  }

  #isAsked({ owners = [] }: Finding): boolean {
    return this.#options.owners?.some((owner) => owners.includes(owner)) ?? true;
  }

  #groupOf(kind: WorkKind, finding: Finding, origin: Origin, named: string): Group {
    const { usage, owners = [] } = finding;
    const library = usage === "dependency" ? finding.library : undefined;
    // None of them holds a NUL.
    const keyOf = (module: string) =>
      `${kind}\0${origin.repository}\0${module}\0${owners.join("\0")}\0${library ?? ""}`;
    let module = named;
    let group = this.groups.get(keyOf(module));
    if (!group && this.groups.size >= MOST_GROUPS) {
      module = OTHER_MODULES;
      group = this.groups.get(keyOf(module));
    }
    if (group) return group;
    const counts = { findings: 0, files: 0, lastPath: "", lastPlace: "" };
    const made: Group = {
      kind,
      module,
      owners,
      ...origin,
      ...(library !== undefined && { library }),
      uses: new Map(),
      top: [],
      ...counts,
    };
    this.groups.set(keyOf(module), made);
    return made;
  }
}

function count(
  group: Group,
  finding: Finding,
  key: string,
  { findings, places }: Pick<UseGroup, "findings" | "places">,
): void {
  group.findings += findings;
  const known = group.uses.get(key) ?? (group.uses.size < MOST_USES ? undefined : group.uses.values().next().value);
  if (known) {
    known.findings += findings;
    known.places += places;
  } else group.uses.set(key, { example: finding, findings, places });
}

/** What a change, its date and its danger depend on. */
function useKey(finding: Finding): string {
  const { ruleId, algorithm, usage, operation, purpose, library, scope, resolved, replacement, deadlines } = finding;
  const dates = deadlines.map(({ mandate, date, actBy }: Deadline) => [mandate, date, actBy]);
  const shape = [ruleId, algorithm, usage, operation, purpose, library, scope, resolved, replacement?.algorithm];
  return JSON.stringify([...shape, finding.severity, dates]);
}

function keepMostUrgent(top: PlannedPlace[], { id, path, line, algorithm, severity }: Finding): void {
  const place = { id, path, line, algorithm, severity };
  const last = top.at(-1);
  if (top.length === MOST_PLACES && last && compareUrgency(last, place) <= 0) return;
  const at = top.findIndex((each) => compareUrgency(each, place) > 0);
  top.splice(at < 0 ? top.length : at, 0, place);
  if (top.length > MOST_PLACES) top.pop();
}

function compareUrgency(a: PlannedPlace, b: PlannedPlace): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareBytewise(a.path, b.path) ||
    a.line - b.line ||
    compareBytewise(a.id, b.id)
  );
}
