import { anchorSet, anchorToken } from "@pqc-audit/scanner/anchor-set.ts";
import { engineAnchors } from "@pqc-audit/scanner/engine-anchors.ts";
import { afterAll, expect, test } from "vitest";
import type { ScanFile } from "./scan-pool.ts";
import { createScanPool } from "./threads.ts";

const LARGE = 11 * 1024 * 1024;
const pool = createScanPool({ threads: 1, maxFileSizeBytes: 2 * LARGE });
afterAll(() => pool.close());

const file = (kind: string, text: string): ScanFile => ({ kind, source: { bytes: Buffer.from(text) } });
const set = (language: string, ...anchors: readonly string[]) =>
  anchorSet(anchors.map((anchor) => anchorToken(language, anchor)));

test("of each content it is told which anchors of models stand in it, large ones and such without results too", async () => {
  const scanned = await pool.scan([
    file("python", "x = 1\n"),
    file("python", "import hashlib\n"),
    file("python", "import hashlib\nhashlib.md5(b'')\n"),
    file("text", "nothing ".repeat(LARGE / 8).concat("\nopenssl md5 file\n")),
    file("sniff", "nothing"),
    file("sniff", "#!/usr/bin/env python3\nimport hashlib\n"),
    file("python", [...(engineAnchors().get("python") ?? new Map()).keys()].join(" ")),
    file("python", "\0hashlib"),
  ]);
  const sets = scanned.map(({ anchors }) => anchors);
  expect(sets.slice(0, 3)).toEqual(["", set("python", "hashlib"), set("python", "hashlib")]);
  expect(sets[3]).toContain(anchorToken("scripts", "openssl"));
  expect(sets.slice(4, 6)).toEqual([set("scripts", ""), set("python", "", "hashlib")]);
  expect(sets.slice(6)).toEqual([undefined, ""]);
});
