/** Scans of made-up trees for the contract of lives: a tree is paths with the uses that stand there. */
import { createHash } from "node:crypto";
import { type FindingsQuery, findingsPage } from "@pqc-audit/aggregator/query/findings.ts";
import { scanRow, viewOf } from "@pqc-audit/aggregator/query/scans.ts";
import { fixedBy, type Life, type LivesQuery, lives, points, trackAsked } from "@pqc-audit/aggregator/query/tracks.ts";
import type { Finding } from "@pqc-audit/reports/model/finding.ts";
import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";
import { expect } from "vitest";
import { ENGINE, type Harness } from "./aggregator-harness.ts";
import { claimed, fact, started } from "./plan-fixtures.ts";

const hex = (text: string, algorithm = "sha1") => createHash(algorithm).update(text).digest("hex");

/** `md5 a`: an algorithm, and how the call is written. The same words are the same use. */
export type Uses = readonly string[];
/** What lies at a path: uses, or what became of it instead; `content` where other rules read the same text. */
export type Item = Uses | "failed" | "quarantined" | { readonly content: string; readonly uses: Uses };
export type Tree = Readonly<Record<string, Item>>;

export function usesAt(item: Item): Uses {
  return typeof item === "string" ? [] : "uses" in item ? item.uses : item;
}

const QUANTUM: Readonly<Record<string, Partial<Fact>>> = {
  rsa: { quantum: "broken", classical: "ok", primitive: "pke", purpose: "encryption" },
  aes: { quantum: "safe", classical: "ok", primitive: "block-cipher", purpose: "encryption" },
};

export function fingerprintOf(use: string): string {
  return hex(use, "sha256").slice(0, 32);
}

function factOf(use: string, line: number): Fact {
  const [algorithm = ""] = use.split(" ");
  return fact({
    ruleId: `made.${algorithm}`,
    algorithm: algorithm.toUpperCase(),
    family: algorithm.toUpperCase().split("-")[0] ?? "",
    ...QUANTUM[algorithm.split("-")[0] ?? ""],
    line,
    endLine: line,
    snippet: use,
    fingerprint: fingerprintOf(use),
  });
}

function outcomeOf(item: Item): Outcome {
  if (item === "failed") return { status: "failed", error: "it could not be read" };
  if (item === "quarantined") return { status: "quarantined", error: "it stops workers" };
  return { status: "scanned", facts: usesAt(item).map((use, at) => factOf(use, at * 3 + 1)) };
}

export interface MadeScan {
  readonly target?: string;
  readonly ref?: string;
  readonly engineDigest?: string;
  readonly exclude?: readonly string[];
  /** Planned out of the order of paths, as ranges of a tree are. */
  readonly reversed?: boolean;
}

export type SeenFinding = Finding;

export const TARGET = "https://git.example.org/a";

export class LivesWorld {
  readonly h: Harness;
  #scans = 0;

  constructor(h: Harness) {
    this.h = h;
  }

  /** Claims a scan that was submitted, and hands over all results; it is ready to be finished. */
  async scanned(tree: Tree, made: MadeScan = {}): Promise<string> {
    const { h } = this;
    const engineDigest = made.engineDigest ?? ENGINE;
    const { scanId } = await h.submit(made);
    h.advance(1_000);
    const claim = await claimed(h.ledger, "coordinator-1", engineDigest);
    expect(claim.scanId).toBe(scanId);
    const listed = made.reversed ? Object.entries(tree).toReversed() : Object.entries(tree);
    const entries = listed.map(([path, item]) => {
      const content = typeof item !== "string" && "content" in item ? item.content : JSON.stringify(item);
      // What fails once may be read the next time: it is another try of the same content.
      const blob = hex(typeof item === "string" ? `${item} ${path} ${this.#scans}` : content);
      return { path, item, key: { blob, kind: "python" } };
    });
    this.#scans++;
    const keys = [...new Map(entries.map(({ key }) => [key.blob, key])).values()];
    const known = new Set((await h.ledger.knownBlobs(claim, keys)).map(({ blob }) => blob));
    const unknown = keys.filter(({ blob }) => !known.has(blob));
    const digest = hex(`${scanId} unit`, "sha256");
    const unit = {
      unitId: digest,
      packKey: `packs/${digest}`,
      packDigest: digest,
      packSize: 1,
      bytes: 1,
      blobs: unknown,
    };
    await h.ledger.appendPage(claim, {
      page: 0,
      commit: hex(JSON.stringify(tree)),
      lastPath: "z",
      units: unknown.length > 0 ? [unit] : [],
      occurrences: entries.map(({ path, key }) => ({ ...key, path, size: 1 })),
      skipped: {},
    });
    await h.ledger.sealPlan(claim, { pages: 1, present: entries.length });
    for (const [at, message] of (await h.ledger.unitsToPublish(engineDigest, 10)).entries()) {
      await h.ledger.markPublished(message.unitId, message.attempt, at + 1);
      const nonce = await started(h.sink, message);
      const blobs = unknown.map((key) => {
        const entry = entries.find((each) => each.key.blob === key.blob);
        if (!entry) throw new Error(`there is no content ${key.blob}`);
        return { ...key, outcome: outcomeOf(entry.item) };
      });
      const { unitId, attempt } = message;
      expect(await h.sink.submit({ unitId, attempt, engineDigest, nonce, blobs })).toEqual({ status: "COMMITTED" });
    }
    expect(await h.state(scanId)).toBe("joining");
    return scanId;
  }

  async scan(tree: Tree, made: MadeScan = {}): Promise<string> {
    const scanId = await this.scanned(tree, made);
    expect(await this.h.finish(scanId)).toBeDefined();
    return scanId;
  }

  async findings(scanId: string, query: Partial<FindingsQuery> = {}): Promise<readonly SeenFinding[]> {
    const asked = { page: 1, size: 1_000, severities: [], ...query };
    const { results, total } = await findingsPage(this.h.context.store, scanId, asked);
    const findings = results.map((text) => JSON.parse(text) as SeenFinding);
    if (asked.page === 1 && asked.size === 1_000) expect(findings.length).toBe(total);
    return findings;
  }

  /** `path use` to id. */
  async ids(scanId: string): Promise<ReadonlyMap<string, string>> {
    return new Map(
      (await this.findings(scanId)).map(({ path, line, snippet, id }) => [`${path}:${line} ${snippet}`, id]),
    );
  }

  async changes(scanId: string) {
    const row = await scanRow(this.h.context.store, scanId);
    return row && viewOf(row).changes;
  }

  async fixed(scanId: string): Promise<readonly Life[]> {
    const { results, total } = await fixedBy(this.h.context.store, scanId, 1, 1_000);
    expect(results.length).toBe(total);
    return results;
  }

  async #track(ref?: string, target = TARGET) {
    const track = await trackAsked(this.h.context.store, target, ref);
    if (!track) throw new Error("there is no track");
    return track;
  }

  async lives(query: Partial<LivesQuery> = {}, ref?: string): Promise<readonly Life[]> {
    const page = await lives(this.h.context.store, await this.#track(ref), { page: 1, size: 1_000, ...query });
    expect(page.results.length).toBe(page.total);
    return page.results;
  }

  async points(ref?: string) {
    return (await points(this.h.context.store, await this.#track(ref), 1, 1_000)).results;
  }
}
