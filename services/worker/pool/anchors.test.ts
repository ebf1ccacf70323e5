import { anchorSet, anchorToken } from "@pqc-audit/scanner/anchor-set.ts";
import { engineAnchors } from "@pqc-audit/scanner/engine-anchors.ts";
import { afterAll, expect, test } from "vitest";
import type { ScanFile } from "./scan-pool.ts";
import { createScanPool } from "./threads.ts";

const pool = createScanPool({ threads: 1, maxFileSizeBytes: 16 << 20 });
afterAll(() => pool.close());

const file = (kind: string, text: string): ScanFile => ({ kind, source: { bytes: Buffer.from(text) } });
const set = (language: string, ...anchors: readonly string[]) =>
  anchorSet(anchors.map((anchor) => anchorToken(language, anchor)));

test("of each content it is told which anchors of models stand in it, large ones and such without results too", async () => {
  const scanned = await pool.scan([
    file("python", "x = 1\n"),
    file("python", "import hashlib\n"),
    file("python", "import hashlib\nhashlib.md5(b'')\n"),
    // Read in windows.
    file("perl", `${"# nothing here\n".repeat(90_000)}use Digest::MD5;\n`),
    file("sniff", "nothing"),
    file("sniff", "#!/usr/bin/env python3\nimport hashlib\n"),
    file("python", [...(engineAnchors().get("python") ?? new Map()).keys()].join(" ")),
    file("python", "\0hashlib"),
  ]);
  const sets = scanned.map(({ anchors }) => anchors);
  expect(sets.slice(0, 3)).toEqual(["", set("python", "hashlib"), set("python", "hashlib")]);
  expect(sets[3]).toContain(anchorToken("perl", "digest::"));
  expect(sets.slice(4, 6)).toEqual([set("scripts", ""), set("python", "", "hashlib")]);
  expect(sets.slice(6)).toEqual([undefined, ""]);
});
