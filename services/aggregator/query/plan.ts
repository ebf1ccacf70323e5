/**
 * The migration plan of what a caller reaches: of all newest scans from their counters by kind, repository by repository;
 * of one repository from its findings, module by module. Neither changes until another scan is finished, so plans are kept,
 * and of plans of many repositories the part of each, of which other plans are put together.
 */
import { createHash } from "node:crypto";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import { Gatherer } from "@pqc-audit/reports/plan/gather.ts";
import type { MigrationPlan } from "@pqc-audit/reports/plan/model.ts";
import { planOf, planOfParts } from "@pqc-audit/reports/plan/plan.ts";
import type { Kind } from "../inventory/dictionary.ts";
import { inventoryOf, type Repository } from "../inventory/inventory.ts";
import { judged, placeOf } from "../join/join.ts";
import { horizonOf, withLifetime } from "../join/overdue.ts";
import { type Policy, underMandates } from "../join/policy.ts";
import type { Store } from "../store/store.ts";
import { allFindings } from "./findings.ts";
import { PlanParts } from "./plan-parts.ts";
import { scanPolicy } from "./scan-policy.ts";

export interface PlanQuery {
  readonly mandates: readonly string[];
  readonly leadMonths: number;
  /** Of one repository: its modules. */
  readonly module?: {
    /** Folders of a module's name. */
    readonly depth: number;
    readonly owners: readonly string[];
  };
  readonly teams: readonly string[];
  readonly without: readonly string[];
}

export interface Planned extends Repository {
  /** Years that its data has to stay secret, as people say today. */
  readonly lifetime?: number;
}

/** Findings may have been judged before somebody said so. */
export async function withLifetimes(store: Store, repositories: readonly Repository[]): Promise<readonly Planned[]> {
  const rows = await store.ask((db) =>
    db
      .selectFrom("repository_facts")
      .select(["target", "confidentiality_years as years"])
      .where("confidentiality_years", "is not", null)
      .execute(),
  );
  const lifetimes = new Map(rows.map(({ target, years }) => [target, Number(years)]));
  return repositories.map((repository) => {
    const lifetime = lifetimes.get(repository.target);
    return lifetime === undefined ? repository : { ...repository, lifetime };
  });
}

function longer(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}

/** Work packages of the plans that are kept. */
const PACKAGES_KEPT = 40_000;
const PLANS_KEPT = 200;
/** Where scans end all the time, a plan of many repositories is not made anew for each of them. */
const MAY_BE_OLD_MS = 30_000;

interface Kept {
  readonly plan: Promise<MigrationPlan>;
  /** Of which scans. */
  readonly scans: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  packages: number;
}

export class Plans {
  readonly #store: Store;
  readonly #version: string;
  /** Least recently asked for first. */
  readonly #kept = new Map<string, Kept>();
  #parts: PlanParts | undefined;

  constructor(store: Store, version: string) {
    this.#store = store;
    this.#version = version;
  }

  /** `policy`: of today, `now` in milliseconds. Throws `UsageError` for an id that is no mandate. */
  async of(
    repositories: readonly Planned[],
    query: PlanQuery,
    policy: Policy,
    now = Date.now(),
  ): Promise<MigrationPlan> {
    const asked = underMandates(policy, query.mandates);
    const key = keyOf(repositories, query, policy);
    const scans = scansOf(repositories);
    let kept = this.#kept.get(key);
    this.#kept.delete(key);
    const isFresh = kept && (kept.scans === scans || (!query.module && Math.abs(now - kept.at) < MAY_BE_OLD_MS));
    if (!kept || !isFresh) kept = { plan: this.#make(repositories, query, asked), scans, at: now, packages: 0 };
    this.#kept.set(key, kept);
    try {
      const plan = await kept.plan;
      kept.packages = plan.packages.length;
      this.#makeRoom();
      return plan;
    } catch (thrown) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key);
      throw thrown;
    }
  }

  async #make(repositories: readonly Planned[], query: PlanQuery, policy: Policy): Promise<MigrationPlan> {
    const { module, leadMonths, teams, without } = query;
    const owners = module?.owners ?? [];
    const options = {
      version: this.#version,
      repositories: repositories.length,
      today: policy.today,
      leadMonths,
      horizon: horizonOf(policy.today, leadMonths),
      incomplete: repositories.some(({ scan }) => !scan.complete),
      without,
      ...((owners.length > 0 || teams.length > 0) && {
        filter: { ...(owners.length > 0 && { owners }), ...(teams.length > 0 && { teams }) },
      }),
    };
    const rejudges = query.mandates.length > 0;
    const [only] = module ? repositories : [];
    if (!only) {
      const { dictionary } = inventoryOf(this.#store);
      if (this.#parts?.dictionary !== dictionary) this.#parts = new PlanParts(dictionary);
      const parts = await this.#parts.of(repositories, {
        horizon: options.horizon,
        conditions: JSON.stringify([query.mandates, options.horizon, policy.today]),
        findingOf: (kind, lifetime) => findingOf(kind, policy, rejudges, lifetime),
      });
      return planOfParts(parts, options);
    }
    const gathered = new Gatherer(module && { depth: module.depth, ...(owners.length > 0 && { owners }) });
    const commit = await this.#gatherFindings(gathered, only, policy, rejudges);
    const target = { location: only.target, ...(commit !== undefined && { commit }) };
    return planOf(gathered, { ...options, target });
  }

  /** Answers the commit. */
  async #gatherFindings(
    gathered: Gatherer,
    { target, scan, team, lifetime }: Planned,
    policy: Policy,
    rejudges: boolean,
  ): Promise<string | undefined> {
    const { policy: repository } = await this.#store.read((db) => scanPolicy(db, scan.id));
    const heeded = { ...policy, ...(repository && { repository }) };
    const origin = { repository: target, ...(team !== undefined && { team }) };
    for await (const texts of allFindings(this.#store, scan.id)) {
      for (const text of texts) {
        const finding = JSON.parse(text) as Finding;
        const place = placeOf(finding.path, heeded);
        gathered.add(asJudged(finding, heeded, rejudges, { ...place, years: longer(place.years, lifetime) }), origin);
      }
    }
    const row = await this.#store.read((db) =>
      db.selectFrom("scan").select("commit_id").where("id", "=", scan.id).executeTakeFirst(),
    );
    return row?.commit_id ?? undefined;
  }

  #makeRoom(): void {
    let held = [...this.#kept.values()].reduce((sum, { packages }) => sum + packages, 0);
    for (const [key, { packages }] of this.#kept) {
      if (this.#kept.size <= 1 || (held <= PACKAGES_KEPT && this.#kept.size <= PLANS_KEPT)) return;
      held -= packages;
      this.#kept.delete(key);
    }
  }
}

/** Whatever a plan depends on, but for the scans. Who reaches other repositories has another plan. */
function keyOf(repositories: readonly Planned[], query: PlanQuery, policy: Policy): string {
  const hash = createHash("sha256").update(JSON.stringify([query, policy.today]));
  for (const { target, team, lifetime } of repositories) {
    hash.update(`${target} ${team ?? ""} ${lifetime ?? ""}\n`);
  }
  return hash.digest("hex");
}

function scansOf(repositories: readonly Planned[]): string {
  const hash = createHash("sha256");
  for (const { scan } of repositories) hash.update(`${scan.id}\n`);
  return hash.digest("hex");
}

/** Under the mandates that are asked for, and by the life that its data has. */
function asJudged(
  finding: Finding,
  policy: Policy,
  rejudges: boolean,
  place: { readonly systemClass?: string | undefined; readonly years?: number | undefined },
): Finding {
  if (rejudges) {
    const { replacement: _, deadlines: __, ...rest } = finding;
    return { ...rest, ...judged(finding, policy, place) };
  }
  return { ...finding, deadlines: withLifetime(finding.deadlines, finding, place.years) };
}

/** A finding of this kind, without its place. */
function findingOf({ use, judgement }: Kind, policy: Policy, rejudges: boolean, lifetime: number | undefined): Finding {
  const { scope, severity, suppressed, deadlines, systemClass, years } = judgement;
  const place = { systemClass, years: longer(years, lifetime) };
  const found: Finding = {
    ...use,
    ...NOWHERE,
    scope,
    severity,
    ...(suppressed && { suppressed: { reason: "" } }),
    ...judged({ ...use, ...NOWHERE }, policy, place),
  };
  return rejudges ? found : asJudged({ ...found, deadlines }, policy, false, place);
}

const NOWHERE = {
  id: "",
  path: "",
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  confidence: "high",
  snippet: "",
  fingerprint: "",
} as const;

const PLANS = new WeakMap<Store, Plans>();

/** `version`: of pqc-audit. */
export function plansOf(store: Store, version: string): Plans {
  let plans = PLANS.get(store);
  if (!plans) {
    plans = new Plans(store, version);
    PLANS.set(store, plans);
  }
  return plans;
}
