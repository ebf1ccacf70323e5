/** An engine for tests of what is recalled: its results tell which bytes, kind and version they are of. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gitObjectId } from "@pqc-audit/platform/packs/pack.ts";
import { fact } from "@pqc-audit/reports/model/fixture.ts";
import { anchorSet, anchorToken } from "@pqc-audit/scanner/anchor-set.ts";
import { COMMON, type EngineParts, modelsFor } from "@pqc-audit/scanner/engine-part-names.ts";
import type { Outcome } from "@pqc-audit/scanner/fact.ts";
import { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";
import type { ScanFile, ScannedFile } from "@pqc-audit/worker/pool/scan-pool.ts";
import type { Kinds } from "./recalled.ts";

/** Common to all kinds, and of each; of `b` also models. */
export const ENGINE: EngineParts = { [COMMON]: "0", a: "0", b: "0", own: "0", [modelsFor("b")]: "md5- 0" };
const partsOf = (kind: string) => [COMMON, kind.replace(/@.*/, ""), ...(kind === "b" ? [modelsFor("b")] : [])];

/** What anchors open for `b`: the part itself says it, `anchor version` with commas between. */
const anchorsOf = (engine: EngineParts): ReadonlyMap<string, string> =>
  new Map(
    (engine[modelsFor("b")] ?? "").split(",").map((each): [string, string] => [each.slice(0, -2), each.slice(-1)]),
  );

const standing = (kind: string, bytes: Buffer, engine: EngineParts) =>
  kind === "b" ? [...anchorsOf(engine)].filter(([anchor]) => bytes.includes(anchor)) : [];

export function kindsOf(engine: EngineParts): Kinds {
  const digests = new KindDigests(engine, partsOf, () => new Map([["b", anchorsOf(engine)]]));
  return { digests, kindOf: (path) => (path.endsWith(".a") ? "a" : "b") };
}

/**
 * What a pure engine makes of bytes and kind: every content has another result, some have none; another version finds
 * more. Of models it depends on those whose anchors stand in the content.
 */
function outcomeOf(kind: string, bytes: Buffer, engine: EngineParts): Outcome {
  const others = partsOf(kind).filter((part) => part !== modelsFor("b"));
  const version = [...others.map((part) => engine[part]), ...standing(kind, bytes, engine)].join();
  if (bytes.includes("bin")) return { status: "skipped", reason: "binary" };
  if (bytes.includes("bad")) return { status: "failed", error: `${kind} fails` };
  if (!bytes.includes("md5") && !(version.includes("1") && bytes.includes("plain")))
    return { status: "scanned", facts: [] };
  const snippet = createHash("sha256").update(kind).update(version).update(bytes).digest("hex");
  return { status: "scanned", facts: [fact({ snippet })] };
}

export function scanned({ kind, source, known, name }: ScanFile, engine: EngineParts): ScannedFile {
  if ("stream" in source) throw new Error("the command has contents whole");
  const bytes = "file" in source ? readFileSync(source.file) : Buffer.from(source.bytes);
  const blob = gitObjectId(bytes);
  if (known?.includes(blob))
    return { outcome: { status: "scanned", facts: [] }, known: true, bytes: bytes.length, blob };
  const outcome = outcomeOf(kind, bytes, engine);
  const named = name === "always" || (name !== undefined && outcome.status === "scanned" && outcome.facts.length > 0);
  const anchors = anchorSet(standing(kind, bytes, engine).map(([anchor]) => anchorToken("b", anchor)));
  // Of some contents it is not told.
  const told = anchors !== undefined && !bytes.includes("more");
  return { outcome, bytes: bytes.length, ...(named && { blob }), ...(told && { anchors }) };
}
