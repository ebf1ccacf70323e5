/**
 * Results that another engine made, as far as they hold for this one: of a kind of which nothing but models changed, those of
 * contents in which no changed anchor stands (`scanner/changes.ts`). To know that, what the anchors of each engine open is
 * kept beside the results.
 */
import type { StatementSync } from "node:sqlite";
import type { Changes } from "@pqc-audit/scanner/changes.ts";
import { digestOfParts } from "@pqc-audit/scanner/engine-changes.ts";
import type { EngineParts } from "@pqc-audit/scanner/engine-part-names.ts";
import type { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import { seal, unseal } from "./sealed.ts";

/** Results of a kind by another engine. */
export interface EarlierForm {
  readonly form: number;
  readonly digest: string;
  readonly changes: Changes;
}

type Prepared = (sql: string) => StatementSync;

/** Engines that are asked, the newest first. */
const MOST_ASKED = 3;
/** One engine has a few dozens of them. */
const MOST_KEPT = 512;

export function earlierForms(prepared: Prepared, digests: KindDigests, kind: string): readonly EarlierForm[] {
  const others = "select form, engine, parts from form where kind = ? and engine <> ? order by form desc limit ?";
  return prepared(others)
    .all(kind, digests.of(kind), MOST_ASKED)
    .flatMap(({ form, engine, parts }) => {
      const told = partsOfText(String(parts));
      if (!told || digestOfParts(told) !== engine) return [];
      // What the kind does not depend on is as good as unchanged.
      const before = { ...digests.parts, ...told };
      const changes = digests.changesSince(before, keptAnchors(prepared, digests.anchorsAskedOf(before)));
      return changes.byAnchors(kind) ? [{ form: Number(form), digest: String(engine), changes }] : [];
    });
}

function partsOfText(text: string): EngineParts | undefined {
  try {
    return JSON.parse(text) as EngineParts;
  } catch {
    return undefined;
  }
}

/** What anchors opened, as far as it is known, by the digests of the parts of engines that it is asked of. */
export function keptAnchors(prepared: Prepared, asked: readonly string[]): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  for (const digest of asked) {
    const row = prepared("select body from opened where digest = ?").get(digest);
    const text = row && unseal(digest, row.body as Uint8Array);
    if (text) known.set(digest, text.toString("utf8"));
  }
  return known;
}

/** What this engine's anchors open, where it is not kept yet: rows by digest. */
export function anchorsToKeep(prepared: Prepared, digests: KindDigests): ReadonlyMap<string, Buffer> {
  const has = prepared("select 1 from opened where digest = ?");
  if (digests.modelDigests.every((digest) => has.get(digest) !== undefined)) return new Map();
  return new Map(Array.from(digests.anchorTexts, ([digest, text]) => [digest, seal(digest, Buffer.from(text))]));
}

/** The caller has a transaction. */
export function keepAnchors(prepared: Prepared, rows: ReadonlyMap<string, Buffer>): void {
  if (rows.size === 0) return;
  for (const [digest, body] of rows) {
    prepared("insert into opened (digest, body) values (?, ?) on conflict do update set body = excluded.body").run(
      digest,
      body,
    );
  }
  prepared("delete from opened where rowid <= (select max(rowid) from opened) - ?").run(MOST_KEPT);
}
