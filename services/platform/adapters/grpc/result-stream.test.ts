import type { Fact, Outcome } from "@pqc-audit/scanner/fact.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CorruptInputError } from "../../errors.ts";
import type { BlobResult, UnitResult } from "../../ports/result-sink.ts";
import { methodOf } from "./proto.ts";
import { framesOf, ResultAssembly } from "./result-stream.ts";
import { type ResultFrame, resultFrame } from "./results-messages.ts";

const { requestSerialize, requestDeserialize } = methodOf("Results", "Submit");

/** Through the real encoding, as it would arrive. */
const travel = (frame: ResultFrame): { arrived: ResultFrame; bytes: number } => {
  const bytes = requestSerialize(resultFrame.encode(frame) as object);
  return { arrived: resultFrame.decode(requestDeserialize(bytes), "frame"), bytes: bytes.length };
};

function assemble(frames: Iterable<ResultFrame>, maxBytes = 2 ** 30): UnitResult {
  let assembly: ResultAssembly | undefined;
  for (const frame of frames) {
    if (frame.frame === "header") {
      const { frame: _, ...header } = frame;
      assembly = new ResultAssembly(header, maxBytes);
    } else if (frame.frame === "part") assembly?.add(frame.blobs, frame.continues);
    else if (assembly !== undefined) return assembly.end(frame.blobs, frame.digest);
  }
  throw new Error("the frames have no header or no end");
}

const fact: Fact = {
  ruleId: "python.hashlib.md5",
  line: 3,
  column: 1,
  endLine: 3,
  endColumn: 14,
  language: "python",
  algorithm: "MD5",
  family: "MD5",
  primitive: "hash",
  operation: "digest",
  purpose: "hash",
  resolved: true,
  usage: "call",
  quantum: "broken",
  classical: "broken",
  confidence: "high",
  snippet: "hashlib.md5()",
  fingerprint: "00ff",
};

const unit = (blobs: readonly BlobResult[]): UnitResult => ({
  unitId: "unit",
  attempt: 2,
  engineDigest: "engine",
  nonce: "nonce",
  blobs,
});

const blob = (outcome: Outcome, id = "a".repeat(40)): BlobResult => ({ blob: id, kind: "python", outcome });

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const anyFact: fc.Arbitrary<Fact> = fc.record(
  {
    ruleId: fc.string({ minLength: 1 }),
    line: fc.nat(),
    column: fc.nat(),
    endLine: fc.nat(),
    endColumn: fc.nat(),
    language: fc.constant("java"),
    algorithm: text,
    family: text,
    primitive: fc.constantFrom("ae", "key-agree", "unknown"),
    operation: fc.constantFrom("keygen", "key-agreement"),
    purpose: fc.constantFrom("key-establishment", "hash"),
    keySize: fc.nat(),
    curve: text,
    mode: text,
    padding: text,
    library: text,
    protocol: text,
    validFrom: text,
    expires: text,
    serialNumber: text,
    resolved: fc.boolean(),
    usage: fc.constantFrom("call", "key-material"),
    quantum: fc.constantFrom("post-quantum", "broken"),
    classical: fc.constantFrom("ok", "weak"),
    confidence: fc.constantFrom("high", "low"),
    snippet: text,
    fingerprint: fc.string({ minLength: 1 }),
    ignore: fc.record({ rules: fc.array(text), until: text, reason: text }, { requiredKeys: ["rules"] }),
  },
  {
    requiredKeys: [
      "ruleId",
      "line",
      "column",
      "endLine",
      "endColumn",
      "language",
      "algorithm",
      "family",
      "primitive",
      "operation",
      "purpose",
      "resolved",
      "usage",
      "quantum",
      "classical",
      "confidence",
      "snippet",
      "fingerprint",
    ],
  },
);
const anyOutcome: fc.Arbitrary<Outcome> = fc.oneof(
  fc.record(
    { status: fc.constant("scanned"), facts: fc.array(anyFact), error: text },
    { requiredKeys: ["status", "facts"] },
  ),
  fc.record({ status: fc.constant("skipped"), reason: fc.constantFrom("too-large", "lfs-pointer") }),
  fc.record({ status: fc.constantFrom("failed", "quarantined"), error: text }),
);

const anyBlob = fc.record(
  { outcome: anyOutcome, anchors: fc.constantFrom("", "abcdef") },
  { requiredKeys: ["outcome"] },
);

test("any result comes out as it went in", () => {
  fc.assert(
    fc.property(fc.array(anyBlob, { maxLength: 12 }), (blobs) => {
      const result = unit(
        blobs.map(({ outcome, ...more }, index) => ({ ...blob(outcome, `${index}`.padStart(40, "0")), ...more })),
      );
      expect(assemble([...framesOf(result)].map((frame) => travel(frame).arrived))).toEqual(result);
    }),
    { numRuns: 200 },
  );
});

test("whoever does not read which anchors stand in a content takes the result all the same", () => {
  const result = unit([{ ...blob({ status: "scanned", facts: [fact] }), anchors: "abcdef" }]);
  const unread = [...framesOf(result)].map((frame) => {
    const { arrived } = travel(frame);
    if (arrived.frame !== "part") return arrived;
    return { ...arrived, blobs: arrived.blobs.map(({ anchors, ...known }) => known) };
  });
  expect(assemble(unread)).toEqual(unit([blob({ status: "scanned", facts: [fact] })]));
});

test("optional zeros and empty texts are kept apart from absent ones", () => {
  const result = unit([
    blob({ status: "scanned", facts: [{ ...fact, keySize: 0, curve: "", ignore: { rules: [] } }] }),
  ]);
  expect(assemble([...framesOf(result)].map((frame) => travel(frame).arrived))).toEqual(result);
});

test("no part is larger than 256 KiB, even where one blob's facts are", () => {
  const many = Array.from({ length: 5_000 }, (_, line) => ({ ...fact, line, snippet: "ü".repeat(150) }));
  const small = blob({ status: "scanned", facts: [fact] }, "b".repeat(40));
  const result = unit([
    small,
    blob({ status: "scanned", facts: many, error: "half" }),
    small,
    blob({ status: "failed", error: "x" }),
  ]);
  const travelled = [...framesOf(result)].map(travel);
  expect(travelled.length).toBeGreaterThan(6);
  expect(Math.max(...travelled.map(({ bytes }) => bytes))).toBeLessThanOrEqual(256 * 1024);
  expect(assemble(travelled.map(({ arrived }) => arrived))).toEqual(result);
});

test("half a surrogate pair, as a cut line may end with, does not break the digest", () => {
  const result = unit([blob({ status: "scanned", facts: [{ ...fact, snippet: "cut \ud83d" }] })]);
  const [arrived] = assemble([...framesOf(result)].map((frame) => travel(frame).arrived)).blobs;
  expect(arrived?.outcome).toEqual({ status: "scanned", facts: [{ ...fact, snippet: "cut \ufffd" }] });
});

test("lost, repeated, reordered and altered parts are noticed", () => {
  const blobs = Array.from({ length: 40 }, (_, index) =>
    blob({ status: "scanned", facts: Array(60).fill({ ...fact, line: index }) }, `${index}`.padStart(40, "0")),
  );
  const frames = [...framesOf(unit(blobs))];
  expect(frames.length).toBeGreaterThan(4);
  const [header, first, second, ...others] = frames;
  if (header === undefined || first?.frame !== "part" || second === undefined) throw new Error("too few parts");
  expect(() => assemble([header, second, ...others])).toThrow(CorruptInputError);
  expect(() => assemble([header, first, first, second, ...others])).toThrow(CorruptInputError);
  expect(() => assemble([header, second, first, ...others])).toThrow(CorruptInputError);
  const altered = {
    ...first,
    blobs: first.blobs.with(0, blob({ status: "failed", error: "?" }, first.blobs[0]?.blob)),
  };
  expect(() => assemble([header, altered, second, ...others])).toThrow(CorruptInputError);
  expect(() => assemble([header, { ...first, continues: true }, second, ...others])).toThrow(CorruptInputError);
});

test("a result beyond its limit is refused while it comes in", () => {
  const result = unit([blob({ status: "scanned", facts: Array(10_000).fill(fact) })]);
  expect(() => assemble(framesOf(result), 1_000_000)).toThrow("more than 1000000 bytes");
});

test("messages that no worker of ours would send are refused by name", () => {
  const part = (facts: unknown[]) => ({ part: { blobs: [{ blob: "a", kind: "b", outcome: { scanned: { facts } } }] } });
  const wrong: [unknown, string][] = [
    [{}, "one of header, part, end"],
    [{ header: {}, end: {} }, "one of header, part, end"],
    [{ header: { unitId: "u" } }, "frame.header.engineDigest must be a name"],
    [part([{ ...fact, primitive: "magic" }]), "frame.part.blobs[0].outcome.scanned.facts[0].primitive must be one of"],
    [part([{ ...fact, primitive: "toString" }]), "primitive must be one of"],
    [part([{ ...fact, line: -1 }]), "line must be a count"],
    [part([{ ...fact, snippet: 5 }]), "snippet must be text"],
    [{ part: { blobs: [{ blob: "a", kind: "b" }] } }, "outcome must be a message"],
  ];
  for (const [message, reason] of wrong) expect(() => resultFrame.decode(message, "frame")).toThrow(reason);
});
