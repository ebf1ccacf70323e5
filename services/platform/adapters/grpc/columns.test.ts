import { describe, expect, test } from "vitest";
import { CorruptInputError } from "../../errors.ts";
import type { Occurrence } from "../../ports/ledger.ts";
import {
  columnsOfKeys,
  columnsOfOccurrences,
  keyColumns,
  keysOfColumns,
  type OccurrenceColumns,
  occurrenceColumns,
  occurrencesOfColumns,
} from "./columns.ts";

const id = (at: number, length = 40) => at.toString(16).padStart(length, "0");
const some: readonly Occurrence[] = [
  { blob: id(1), kind: "python", path: "src/ü.py", size: 0 },
  { blob: id(2), kind: "go", path: "a b/\n", size: 2 ** 32 - 1, secondKind: "go@0f" },
  { blob: id(1), kind: "go", path: "\\xff", size: 7, secondKind: "python" },
];

function roundTrip(occurrences: readonly Occurrence[]) {
  const columns = columnsOfOccurrences(occurrences);
  return columns && occurrencesOfColumns(occurrenceColumns.decode(occurrenceColumns.encode(columns), "page"), "page");
}

describe("columns", () => {
  test.each([
    ["second kinds in some", some],
    ["no second kinds", some.slice(0, 1)],
    ["ids of SHA-256", some.map((each, at) => ({ ...each, blob: id(at, 64) }))],
  ])("occurrences with %s come back as they were", (_, occurrences) => {
    expect(roundTrip(occurrences)).toEqual(occurrences);
  });

  test("a kind travels once", () => {
    const keys = Array.from({ length: 1000 }, (_, at) => ({ blob: id(at), kind: at % 2 === 0 ? "c" : "java" }));
    const columns = columnsOfKeys(keys);
    expect(columns?.kinds).toEqual(["c", "java"]);
    expect(columns && keysOfColumns(columns, "keys")).toEqual(keys);
  });

  test.each([
    ["an id that is no hex", { blob: "g".repeat(40) }],
    ["an id in capitals", { blob: "A".repeat(40) }],
    ["an id of another length", { blob: id(3, 64) }],
    ["an id that is too short", { blob: id(3, 38) }],
    ["a path with a NUL", { path: "a\0b" }],
    ["a file of 4 GiB", { size: 2 ** 32 }],
  ])("%s does not fit", (_, wrong) => {
    expect(columnsOfOccurrences([...some, { ...some[0], ...wrong } as Occurrence])).toBeUndefined();
  });

  test("of nothing there are none", () => {
    expect(columnsOfKeys([])).toBeUndefined();
    expect(occurrencesOfColumns(occurrenceColumns.decode({ keys: {} }, "page"), "page")).toEqual([]);
  });

  test.each<[string, (columns: OccurrenceColumns) => object]>([
    ["a path less", ({ paths }) => ({ paths: paths.slice(0, paths.lastIndexOf("\0")) })],
    ["an empty path", () => ({ paths: "a\0\0b" })],
    ["a size less", ({ sizes }) => ({ sizes: sizes.slice(1) })],
    ["a second kind less", ({ secondKindAt }) => ({ secondKindAt: secondKindAt.slice(1) })],
    ["a second kind that is not there", () => ({ secondKindAt: [0, 0, 9] })],
    ["a kind that is not there", ({ keys }) => ({ keys: { ...keys, kindAt: [0, 1, 9] } })],
    ["bytes less", ({ keys }) => ({ keys: { ...keys, blobs: keys.blobs.subarray(1) } })],
    ["ids less", ({ keys }) => ({ keys: { ...keys, blobs: keys.blobs.subarray(20) } })],
    ["ids of nothing", ({ keys }) => ({ keys: { ...keys, kindAt: [] } })],
  ])("what arrives with %s is refused", (_, spoiled) => {
    const columns = columnsOfOccurrences(some);
    if (columns === undefined) throw new Error("they fit");
    expect(() => occurrencesOfColumns({ ...columns, ...spoiled(columns) }, "page")).toThrow(CorruptInputError);
  });

  test.each([
    ["a kind without a name", { kinds: [""] }],
    ["a place that is none", { kindAt: [-1] }],
    ["a place that is no number", { kindAt: ["0"] }],
    ["no list of places", { kindAt: 0 }],
    ["no bytes", { blobs: "00" }],
  ])("a message with %s is refused", (_, message) => {
    expect(() => keyColumns.decode(message, "keys")).toThrow(CorruptInputError);
  });
});
