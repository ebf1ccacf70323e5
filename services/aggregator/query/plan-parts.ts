/** Of plans of many repositories the part of each: the same for every plan until another scan is its newest. */
import { setImmediate as pause } from "node:timers/promises";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { type Alike, alikeOf, Gatherer } from "@pqc-audit/reports/plan/gather.ts";
import { type PlanPart, partOf } from "@pqc-audit/reports/plan/plan.ts";
import type { Dictionary, Kind } from "../inventory/dictionary.ts";
import type { Planned } from "./plan.ts";

/** Work packages of the parts that are kept. */
const PACKAGES_KEPT = 40_000;
/** Uses that were worked out for some conditions. */
const CONDITIONS_KEPT = 8;
/** Kinds of findings between two looks at whether others wait. */
const AT_ONCE = 4_000;

export interface PartOptions {
  /** ISO date. */
  readonly horizon: string;
  /** All that a part depends on but the repository. */
  readonly conditions: string;
  readonly findingOf: (kind: Kind, lifetime: number | undefined) => Finding;
}

export class PlanParts {
  readonly dictionary: Dictionary;
  /** Longest kept first: every plan of all asks for each. */
  readonly #kept = new Map<string, PlanPart>();
  readonly #alikes = new Map<string, Map<number, Alike>>();
  #packages = 0;

  constructor(dictionary: Dictionary) {
    this.dictionary = dictionary;
  }

  async of(repositories: readonly Planned[], options: PartOptions): Promise<readonly PlanPart[]> {
    const parts: PlanPart[] = [];
    let counted = 0;
    for (const repository of repositories) {
      const { scan, team, lifetime, inventory } = repository;
      const key = `${scan.id} ${lifetime ?? ""} ${options.conditions} ${team ?? ""}`;
      let part = this.#kept.get(key);
      if (!part) {
        part = partOf(this.#gathered(repository, options), options);
        this.#keep(key, part);
        counted += inventory.kinds.length;
      }
      parts.push(part);
      if (counted < AT_ONCE) continue;
      counted = 0;
      await pause();
    }
    return parts;
  }

  #gathered({ target, team, lifetime, inventory }: Planned, options: PartOptions): Gatherer {
    const gathered = new Gatherer();
    const origin = { repository: target, ...(team !== undefined && { team }) };
    const alikes = this.#alikesOf(`${lifetime ?? ""} ${options.conditions}`);
    for (const [at, number] of inventory.kinds.entries()) {
      const kind = this.dictionary.kinds[number];
      if (!kind) throw new RangeError(`there is no kind ${number}`);
      const alike = alikes.get(number) ?? alikeOf(options.findingOf(kind, lifetime));
      alikes.set(number, alike);
      gathered.addAlike(alike, origin, inventory.counts[at] ?? 0);
    }
    return gathered;
  }

  #alikesOf(conditions: string): Map<number, Alike> {
    const alikes = this.#alikes.get(conditions) ?? new Map<number, Alike>();
    this.#alikes.set(conditions, alikes);
    const [oldest] = this.#alikes.keys();
    if (this.#alikes.size > CONDITIONS_KEPT && oldest !== undefined) this.#alikes.delete(oldest);
    return alikes;
  }

  #keep(key: string, part: PlanPart): void {
    // Others may have made it meanwhile.
    if (this.#kept.has(key)) return;
    this.#kept.set(key, part);
    this.#packages += part.packages.length + 1;
    for (const [other, { packages }] of this.#kept) {
      if (this.#packages <= PACKAGES_KEPT) return;
      this.#kept.delete(other);
      this.#packages -= packages.length + 1;
    }
  }
}
