import { expect, test } from "vitest";
import { cpuMs } from "../testing-cpu-time.ts";
import { ARTIFACTS } from "./all.ts";
import type { Artifact } from "./artifact.ts";
import { MANIFESTS } from "./dependencies/manifests.ts";
import { dnsRecords } from "./dns-records.ts";
import { javaKeystore } from "./java-keystore.ts";
import { jwk } from "./jwk.ts";
import { openpgp } from "./openpgp.ts";
import { pemBlocks } from "./pem.ts";
import { pki } from "./pki.ts";
import { putty } from "./putty.ts";
import { sshPublic } from "./ssh-public.ts";
import { pem } from "./testing-certificates.ts";
import { FORMAT_SEEDS, PEM_SEEDS } from "./testing-format-seeds.ts";
import { mutate, random } from "./testing-mutation.ts";

/** Damaged contents of each seed: `PQC_AUDIT_FUZZ=100` tries 100,000 of each. */
const ROUNDS = 1000 * Number(process.env.PQC_AUDIT_FUZZ ?? 1);
/** Of CPU for one read. */
const MOST_MS = 3_000;
/** That memory may grow by while nothing is kept. */
const MOST_BYTES = 400 << 20;

test("every format and every kind of manifest takes part", () => {
  const fuzzed = new Set(FORMAT_SEEDS.map(({ format }) => format.id));
  expect([...ARTIFACTS, ...MANIFESTS].map(({ id }) => id).filter((id) => !fuzzed.has(id))).toEqual([]);
});

/** Those anchors of the format that stand in the content, as the engine finds them. */
function anchorsIn(format: Artifact, content: Buffer): ReadonlySet<string> | undefined {
  if (format.anchors === undefined) return undefined;
  const text = content.toString("latin1").toLowerCase();
  return new Set(format.anchors.map((anchor) => anchor.toLowerCase()).filter((anchor) => text.includes(anchor)));
}

test.each(FORMAT_SEEDS)(
  "damaged forms of $name neither throw nor hang",
  { timeout: 120_000 + ROUNDS * 30 },
  ({ name, format, contents }) => {
    const next = random(name.length * 7919);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < ROUNDS; round++) {
      const content = mutate(contents[round % contents.length] ?? Buffer.of(), next);
      const anchors = anchorsIn(format, content);
      const started = cpuMs();
      for (const use of format.read(content, anchors).uses) {
        expect(use.start).toBeGreaterThanOrEqual(0);
        expect(use.end).toBeLessThanOrEqual(content.length);
        expect(use.snippet.length).toBeLessThan(300);
      }
      expect(cpuMs() - started).toBeLessThan(MOST_MS);
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(MOST_BYTES);
  },
);

test("damaged texts with blocks neither throw nor hang", { timeout: 120_000 + ROUNDS * 30 }, () => {
  const next = random(42);
  const text = Buffer.from(
    Object.entries(PEM_SEEDS)
      .map(([label, der]) => pem(label, der))
      .join("text\n"),
  );
  for (let round = 0; round < ROUNDS; round++) {
    for (const block of pemBlocks(mutate(text, next))) expect(block.end).toBeGreaterThan(block.start);
  }
});

test.each(FORMAT_SEEDS)("every end of $name that comes too early is read", ({ format, contents }) => {
  for (const content of contents.slice(0, 8)) {
    for (let length = 0; length < content.length; length += 1 + (content.length >> 7))
      format.read(content.subarray(0, length));
  }
});

test("hostile texts cost no more than their length", () => {
  const texts = [
    '{"kty":'.repeat(150_000),
    `"kty"${"{".repeat(1_000_000)}`,
    '"kty" '.repeat(150_000),
    `{"kty": "RSA", "n"${" ".repeat(1_000_000)}}`,
    "AAAA".repeat(250_000),
    ` ${"AAAA".repeat(20)}`.repeat(12_000),
    "DNSKEY 256 3 8 (".repeat(60_000),
    "a. IN DNSKEY 256 3 8 (\n".repeat(40_000),
    `${"a ".repeat(500_000)}DNSKEY`,
    `${"a".repeat(1_000_000)} DS 1 2 3`,
    "-----BEGIN PGP MESSAGE-----".repeat(35_000),
    `-----BEGIN PGP MESSAGE-----${"\\n".repeat(400_000)}-----END PGP MESSAGE-----`,
    `-----BEGIN PGP MESSAGE-----\n${'"'.repeat(1_000_000)}\n-----END PGP MESSAGE-----`,
    "PuTTY-User-Key-File-3: ".repeat(40_000),
    "\u00c6\u00ff\u0000\u0000\u0000\u0000".repeat(100_000),
  ];
  for (const text of texts) {
    for (const format of [sshPublic, putty, openpgp, jwk, dnsRecords, javaKeystore, pki]) {
      const started = cpuMs();
      format.read(Buffer.from(text, "latin1"));
      expect([format.id, text.slice(0, 40), cpuMs() - started < 3000]).toEqual([format.id, text.slice(0, 40), true]);
    }
  }
});

test("safe bags nested without end are refused", () => {
  let inner = Buffer.from("3000", "hex");
  for (let depth = 0; depth < 200; depth++)
    inner = Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 255]), inner]);
  expect(pki.read(inner).uses).toEqual([]);
});
