/** The coordinators of the model: each plans a scan page by page, as `plan.ts` does, and may end between any two steps. */
import { createHash } from "node:crypto";
import type { LedgerContext } from "@pqc-audit/aggregator/ledger/context.ts";
import { unitIdOf } from "@pqc-audit/coordinator/packing.ts";
import { messageOf, TerminalError } from "@pqc-audit/platform/errors.ts";
import type { BlobKey, Ledger, Occurrence, PlannedUnit, ScanClaim } from "@pqc-audit/platform/ports/ledger.ts";
import { declaredBy, isSecond, keysOf, type Repository, secondKind } from "./ledger-repositories.ts";
import { blob, COMMIT } from "./plan-fixtures.ts";

const FILES_PER_UNIT = 2;

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
  #claim: ScanClaim | undefined;
  /** What the claimed plan is made for. */
  #wrappers: string | undefined;
  #page = 0;
  #known: ReadonlySet<string> | undefined;
  /** Units of the page so far whose packs are put. */
  #stored: PlannedUnit[] = [];
  /** The unit whose pack was announced and is not put yet, and when that was. */
  #announced: { readonly unit: PlannedUnit; readonly at: number } | undefined;

  constructor(id: string, engine: string, heeds: boolean, around: Surroundings) {
    this.id = id;
    this.engine = engine;
    this.#heeds = heeds;
    this.#around = around;
  }

  get plans(): boolean {
    return this.#claim !== undefined;
  }

  /** What page 0 said holds for the whole plan, whatever this coordinator is told to heed. */
  async claim(): Promise<void> {
    if (this.#claim) return;
    const claim = await this.#around.ledger().claimScan(this.id, this.engine);
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
    if (!claim || this.#known === undefined || this.#names() === undefined) return false;
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
    const names = this.#names();
    if (names === undefined) {
      const present = this.#pages().flat().length + 1;
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
        page,
        commit: COMMIT,
        lastPath: `p${page}`,
        units: this.#stored,
        occurrences: this.#occurrences(page),
        skipped: page === 0 ? { binary: 1 } : {},
        ...(page === 0 && { policy: { text: "version: 1" }, ...(wrappers !== undefined && { wrappers }) }),
      });
      if (page === 0) planned(claim.scanId, wrappers);
      this.#page++;
      this.#newPage();
    });
  }

  #pages(): Repository["pages"] {
    return this.#around.repositoryOf(this.#claim?.scanId ?? "").pages;
  }

  /** Of one page, or of all. */
  #occurrences(only?: number): readonly Occurrence[] {
    return this.#pages().flatMap((names, page) =>
      names.flatMap((name, at) => {
        if (only !== undefined && page !== only) return [];
        const again = secondKind(name, this.#wrappers);
        return [{ ...blob(name), path: `${page}/${at}-${name}`, size: 1, ...(again && { secondKind: again }) }];
      }),
    );
  }

  #names(): readonly string[] | undefined {
    return this.#pages()[this.#page];
  }

  #keys(): readonly BlobKey[] {
    return (this.#names() ?? []).flatMap((name) => keysOf(name, this.#wrappers));
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
      const over = /is planned by .* now|is (cancelled|completed|incomplete): stop planning/.test(message);
      if (!(thrown instanceof TerminalError && over)) {
        throw new Error(`invariant: a coordinator was refused: ${message}`, { cause: thrown });
      }
      this.#claim = undefined;
    }
  }
}

function keyText({ blob, kind }: BlobKey): string {
  return `${blob} ${kind}`;
}

function unitOf({ scanId, epoch, engineDigest }: ScanClaim, keys: readonly BlobKey[]): PlannedUnit {
  const held = createHash("sha256").update(keys.map(keyText).toSorted().join("\n")).digest("hex");
  return {
    unitId: unitIdOf(scanId, engineDigest, keys),
    packKey: `packs/${scanId}-${epoch}/${held}`,
    packDigest: held,
    packSize: 100,
    bytes: 1_000,
    blobs: keys,
  };
}
