/** The coordinators of the model: each plans a scan page by page, as `plan.ts` does, and may end between any two steps. */
import { createHash } from "node:crypto";
import type { LedgerContext } from "@pqc-audit/aggregator/ledger/context.ts";
import { unitIdOf } from "@pqc-audit/coordinator/packing.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import type {
  BlobKey,
  Ledger,
  Occurrence,
  PlannedUnit,
  ScanClaim,
  ScanRange,
} from "@pqc-audit/platform/ports/ledger.ts";
import { declaredBy, isSecond, keysOf, type Repository, secondKind } from "./ledger-repositories.ts";
import { blob, COMMIT } from "./plan-fixtures.ts";

const FILES_PER_UNIT = 2;
/** Of a range by its number; the pages of a plan that is not cut are the repository's. */
const FILES_PER_PAGE = [3, 2] as const;

/** What they share with the world around them. */
export interface Surroundings {
  readonly context: LedgerContext;
  /** Packs in the store. */
  readonly packs: Set<string>;
  readonly ledger: () => Ledger;
  readonly repositoryOf: (scanId: string) => Repository;
  /** The first page of a plan is stored: it is made for these functions of the repository's own. */
  readonly planned: (scanId: string, wrappers: string | undefined) => void;
}

export class ModelCoordinator {
  readonly id: string;
  readonly engine: string;
  readonly #around: Surroundings;
  /** Whether it is told to look for what repositories declare. */
  readonly #heeds: boolean;
  /** Of a release that knows ranges. */
  readonly takesRanges: boolean;
  #claim: ScanClaim | undefined;
  /** What the claimed plan is made for. */
  #wrappers: string | undefined;
  #page = 0;
  #known: ReadonlySet<string> | undefined;
  /** Units of the page so far whose packs are put. */
  #stored: PlannedUnit[] = [];
  /** The unit whose pack was announced and is not put yet, and when that was. */
  #announced: { readonly unit: PlannedUnit; readonly at: number } | undefined;

  constructor(
    id: string,
    engine: string,
    { heeds, takesRanges }: { readonly heeds: boolean; readonly takesRanges: boolean },
    around: Surroundings,
  ) {
    this.id = id;
    this.engine = engine;
    this.#heeds = heeds;
    this.takesRanges = takesRanges;
    this.#around = around;
  }

  get plans(): boolean {
    return this.#claim !== undefined;
  }

  /** What page 0 said holds for the whole plan, whatever this coordinator is told to heed. */
  async claim(): Promise<void> {
    if (this.#claim) return;
    const claim = await this.#around.ledger().claimScan(this.id, this.engine, this.takesRanges ? {} : undefined);
    this.#claim = claim;
    if (claim === undefined) return;
    this.#page = claim.resume?.pages ?? 0;
    const declared = declaredBy(this.#around.repositoryOf(claim.scanId), this.engine);
    this.#wrappers = claim.resume ? claim.resume.wrappers : this.#heeds ? declared : undefined;
    this.#newPage();
  }

  /** Nothing has changed since a scan before, as no commit ever does here: its plan serves where it was made for the same. */
  async repeat(): Promise<void> {
    const claim = this.#claim;
    if (claim?.previous === undefined || claim.resume || claim.previous.wrappers !== this.#wrappers) return;
    await this.#asHolder(async () => {
      if (!(await this.#around.ledger().repeatScan(claim))) return;
      this.#around.planned(claim.scanId, this.#wrappers);
      this.#claim = undefined;
    });
  }

  /** As if some of its files had changed and come to hold what they held: those are looked at again, the others taken over. */
  async differ(pick: number): Promise<void> {
    const claim = this.#claim;
    if (claim?.previous === undefined || claim.resume || this.#page > 0) return;
    if (claim.previous.wrappers !== this.#wrappers) return;
    const ledger = this.#around.ledger();
    const changed = this.#occurrences().filter((_, at) => (at + pick) % 3 === 0);
    const keys = changed.flatMap(({ blob, kind, secondKind }) => [
      { blob, kind },
      ...(secondKind === undefined ? [] : [{ blob, kind: secondKind }]),
    ]);
    await this.#asHolder(async () => {
      const known = new Set((await ledger.knownBlobs(claim, keys)).map(keyText));
      const lost = keys.find((key) => !known.has(keyText(key)));
      if (lost) throw new Error(`invariant: the result of ${keyText(lost)} is gone, and a complete scan had it`);
      const page = {
        ...{ page: 1, commit: COMMIT, lastPath: "", units: [], occurrences: changed, skipped: {} },
        ...{ policy: { text: "version: 1" }, ...(this.#wrappers !== undefined && { wrappers: this.#wrappers }) },
      };
      if (!(await ledger.planDifference(claim, { page, gone: changed, goneSkipped: {} }))) return;
      this.#around.planned(claim.scanId, this.#wrappers);
      this.#claim = undefined;
    });
  }

  /** As if its tree were large: from now on its ranges are claimed, each holds what is one page otherwise. */
  async cut(): Promise<void> {
    const claim = this.#claim;
    if (claim?.cuts !== true || !this.takesRanges || this.#page > 0) return;
    const wrappers = this.#wrappers;
    const policy = { policy: { text: "version: 1" }, ...(wrappers !== undefined && { wrappers }) };
    await this.#asHolder(async () => {
      await this.#around.ledger().cutPlan(claim, { commit: COMMIT, ranges: this.#ranges(), ...policy });
      this.#around.planned(claim.scanId, wrappers);
      this.#claim = undefined;
    });
  }

  /** Told to end: whoever claims next need not wait. */
  async giveBack(): Promise<void> {
    const claim = this.#claim;
    this.#claim = undefined;
    if (claim) await this.#around.ledger().releaseClaim(claim);
  }

  async look(): Promise<void> {
    const claim = this.#claim;
    if (!claim) return;
    await this.#asHolder(async () => {
      const known = await this.#around.ledger().knownBlobs(claim, this.#keys());
      this.#newPage();
      this.#known = new Set(known.map(keyText));
    });
  }

  /** One step of storing packs: announced first, put later. True while there is more to do. */
  async storePack(): Promise<boolean> {
    const claim = this.#claim;
    const { context, packs, ledger } = this.#around;
    if (!claim || this.#known === undefined || this.#files() === undefined) return false;
    const { clock, settings } = context;
    const announced = this.#announced;
    if (announced) {
      this.#announced = undefined;
      this.#stored.push(announced.unit);
      // A put does not last that long; who was stopped meanwhile is told that the scan is another's.
      if (clock() - announced.at < settings.announcedPacksMs) packs.add(announced.unit.packKey);
      else this.#claim = undefined;
      return this.plans;
    }
    const next = this.#unitsLeft(claim)[0];
    if (!next) return false;
    await this.#asHolder(async () => {
      await ledger().announcePack(claim, next);
      this.#announced = { unit: next, at: clock() };
    });
    return this.plans;
  }

  /** The next page, or the seal behind the last. */
  async append(): Promise<void> {
    const claim = this.#claim;
    if (!claim) return;
    const { ledger, planned } = this.#around;
    const start = claim.range?.start ?? 0;
    if (this.#files() === undefined) {
      const present = claim.range?.entries ?? this.#pages().flat().length + 1;
      await this.#asHolder(() => ledger().sealPlan(claim, { pages: this.#pages().length, present }));
      this.#claim = undefined;
      return;
    }
    if (this.#known === undefined) return;
    while (await this.storePack()) {
      // Until every pack of the page is put.
    }
    if (!this.plans) return;
    const page = this.#page;
    const wrappers = this.#wrappers;
    await this.#asHolder(async () => {
      await ledger().appendPage(claim, {
        page: start + page,
        commit: COMMIT,
        lastPath: `p${page}`,
        units: this.#stored,
        occurrences: this.#occurrences(page),
        skipped: start + page === 0 ? { binary: 1 } : {},
        ...(page === 0 &&
          claim.range === undefined && { policy: { text: "version: 1" }, ...(wrappers !== undefined && { wrappers }) }),
      });
      if (page === 0 && claim.range === undefined) planned(claim.scanId, wrappers);
      this.#page++;
      this.#newPage();
    });
  }

  /** Of the plan, or of the range. */
  #pages(): readonly (readonly File[])[] {
    const files = filesOf(this.#around.repositoryOf(this.#claim?.scanId ?? ""));
    const { range } = this.#claim ?? {};
    if (range === undefined) return files;
    const held = files.filter((page) => page.length > 0)[range.number] ?? [];
    const size = FILES_PER_PAGE[range.number] ?? 1;
    return Array.from({ length: Math.ceil(held.length / size) }, (_, at) => held.slice(at * size, (at + 1) * size));
  }

  /** The path that is skipped is the first of all. */
  #ranges(): readonly ScanRange[] {
    let start = 0;
    return this.#pages()
      .filter((page) => page.length > 0)
      .map((files, number) => {
        const entries = files.length + (number === 0 ? 1 : 0);
        start += entries;
        return { number, start: start - entries, entries, upTo: files.at(-1)?.path ?? "" };
      });
  }

  /** Of one page, or of all. */
  #occurrences(only?: number): readonly Occurrence[] {
    return this.#pages()
      .filter((_, page) => only === undefined || page === only)
      .flat()
      .map(({ name, path }) => {
        const again = secondKind(name, this.#wrappers);
        return { ...blob(name), path, size: 1, ...(again && { secondKind: again }) };
      });
  }

  #files(): readonly File[] | undefined {
    return this.#pages()[this.#page];
  }

  #keys(): readonly BlobKey[] {
    return (this.#files() ?? []).flatMap(({ name }) => keysOf(name, this.#wrappers));
  }

  #newPage(): void {
    this.#known = undefined;
    this.#stored = [];
    this.#announced = undefined;
  }

  /** Units of the page whose packs are not announced yet; those of second passes have packs of their own. */
  #unitsLeft(claim: ScanClaim): readonly PlannedUnit[] {
    const unknown = this.#keys().filter((key) => this.#known?.has(keyText(key)) === false);
    const units = [unknown.filter((key) => !isSecond(key)), unknown.filter(isSecond)].flatMap((keys) =>
      Array.from({ length: Math.ceil(keys.length / FILES_PER_UNIT) }, (_, at) =>
        unitOf(claim, keys.slice(at * FILES_PER_UNIT, (at + 1) * FILES_PER_UNIT)),
      ),
    );
    return units.slice(this.#stored.length);
  }

  /** A refusal is legal only where the scan is somebody else's or over: then the coordinator lets go of it. */
  async #asHolder(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (thrown) {
      const message = messageOf(thrown);
      const over =
        /is planned by .* now|is (cancelled|completed|incomplete): stop planning|has no range \d+: stop planning/.test(
          message,
        );
      if (!(thrown instanceof TerminalError && over)) {
        throw new Error(`invariant: a coordinator was refused: ${message}`, { cause: thrown });
      }
      this.#claim = undefined;
    }
  }
}

interface File {
  readonly name: string;
  readonly path: string;
}

function filesOf({ pages }: Repository): readonly (readonly File[])[] {
  return pages.map((names, page) => names.map((name, at) => ({ name, path: `${page}/${at}-${name}` })));
}

function keyText({ blob, kind }: BlobKey): string {
  return `${blob} ${kind}`;
}

function unitOf({ scanId, range, epoch, engineDigest }: ScanClaim, keys: readonly BlobKey[]): PlannedUnit {
  const plan = range === undefined ? scanId : `${scanId}-${range.number}`;
  const held = createHash("sha256").update(keys.map(keyText).toSorted().join("\n")).digest("hex");
  return {
    unitId: unitIdOf(plan, engineDigest, keys),
    packKey: `packs/${plan}-${epoch}/${held}`,
    packDigest: held,
    packSize: 100,
    bytes: 1_000,
    blobs: keys,
  };
}
