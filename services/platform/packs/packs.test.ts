import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { deflateSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import fc from "fast-check";
import { pack as tar } from "tar-stream";
import { expect, test } from "vitest";
import { CorruptInputError, TerminalError } from "../errors.ts";
import { contentOf } from "./member.ts";
import { gitObjectId, type PackedBlob, type PackMember } from "./pack.ts";
import { readPack } from "./read.ts";
import { writePack } from "./write.ts";
import { contentBytes } from "./zstd-frame.ts";

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const blob = (kind: string, content: string | Uint8Array): PackedBlob => {
  const bytes = Buffer.from(content);
  return { kind, blob: gitObjectId(bytes), bytes };
};
const plain = (blobs: readonly PackedBlob[]) =>
  blobs.map((each) => `${each.blob} ${each.kind} ${Buffer.from(each.bytes).toString("hex")}`).sort();

const kinds = fc.constantFrom("python", "c", "sniff", "x509", "c++");
const contents = fc.uniqueArray(
  fc.tuple(kinds, fc.uint8Array({ maxLength: 1500 })).map(([kind, bytes]) => blob(kind, bytes)),
  { minLength: 1, maxLength: 12, selector: (each) => `${each.kind}/${each.blob}` },
);

test("what goes in comes out, and order does not matter", async () => {
  await fc.assert(
    fc.asyncProperty(contents, async (blobs) => {
      const pack = await writePack(blobs, "scan");
      expect(plain(await readPack(pack.bytes, pack.digest))).toEqual(plain(blobs));
      const again = await writePack(blobs.toReversed(), "scan");
      expect(again.key).toBe(pack.key);
      expect(pack.key).toBe(`packs/${pack.digest.slice(0, 2)}/${pack.digest}.tar.zst`);
      expect(sha256(pack.bytes)).toBe(pack.digest);
    }),
    { numRuns: 40 },
  );
});

const asStream = (each: PackedBlob): PackMember => ({
  ...each,
  bytes: deflateSync(each.bytes),
  inflated: each.bytes.length,
});

test("a pack says what it unpacks to, however well it is compressed", async () => {
  for (const content of [Buffer.alloc(0), Buffer.alloc(3_000_000, "crypto "), randomBytes(3_000_000)]) {
    const { bytes, digest } = await writePack([blob("c", content)], "scan");
    expect(contentBytes(bytes)).toBe(zstdDecompressSync(bytes).length);
    expect(sha256(bytes)).toBe(digest);
  }
});

test("zlib streams go in as they are, and contents come out", async () => {
  await fc.assert(
    fc.asyncProperty(contents, fc.infiniteStream(fc.boolean()), async (blobs, streams) => {
      const members = blobs.map((each) => (streams.next().value ? asStream(each) : each));
      const pack = await writePack(members, "scan");
      const read = await readPack(pack.bytes, pack.digest);
      expect(
        plain(read.map(({ kind, blob }, at) => ({ kind, blob, bytes: contentOf(read[at] as PackMember) }))),
      ).toEqual(plain(blobs));
    }),
    { numRuns: 40 },
  );
});

test.each<[string, Partial<PackMember>]>([
  ["fewer bytes than it says", { inflated: 3 }],
  ["more bytes than it says", { inflated: 5_000 }],
  ["no zlib stream", { bytes: Buffer.from("int main;") }],
  ["a cut stream", { bytes: deflateSync("int main;").subarray(0, 6) }],
  ["another content", { bytes: deflateSync("int mean;") }],
  ["a bomb", { bytes: deflateSync(Buffer.alloc(200 * 1024 * 1024)) }],
  ["a bomb that says so", { bytes: deflateSync(Buffer.alloc(200 * 2 ** 20)), inflated: 200 * 2 ** 20 }],
])("a stream of %s is corrupt", async (_, change) => {
  const pack = await writePack([{ ...asStream(blob("c", "int main;")), ...change }], "scan");
  const before = process.memoryUsage().arrayBuffers;
  const contents = async () => (await readPack(pack.bytes, pack.digest)).map(contentOf);
  await expect(contents()).rejects.toThrow(CorruptInputError);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * 1024 * 1024);
});

test("what all contents of a pack may have together holds for streams", async () => {
  const members = Array.from({ length: 20 }, (_, nth) => asStream(blob("c", Buffer.alloc(10_000, nth))));
  const pack = await writePack(members, "scan");
  expect(await readPack(pack.bytes, pack.digest, { maxUnpackedBytes: 200_000 })).toHaveLength(20);
  await expect(readPack(pack.bytes, pack.digest, { maxUnpackedBytes: 199_999 })).rejects.toThrow(
    "more than 199999 bytes",
  );
});

test("one content twice, once as a stream, is corrupt", async () => {
  const one = blob("c", "int main;");
  const pack = await writePack([one, asStream(one)], "scan");
  await expect(readPack(pack.bytes, pack.digest)).rejects.toThrow("which no pack has");
});

test("two scans never share a pack", async () => {
  const blobs = [blob("c", "same")];
  expect((await writePack(blobs, "scan-a")).key).not.toBe((await writePack(blobs, "scan-b")).key);
});

test("a changed or cut pack is refused by its digest", async () => {
  const pack = await writePack([blob("c", "int main;"), blob("java", "class A {}")], "scan");
  await fc.assert(
    fc.asyncProperty(fc.nat(pack.bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const changed = Uint8Array.from(pack.bytes);
      changed[at] = (changed[at] ?? 0) ^ change;
      await expect(readPack(changed, pack.digest)).rejects.toThrow(CorruptInputError);
      await expect(readPack(pack.bytes.subarray(0, at), pack.digest)).rejects.toThrow(CorruptInputError);
    }),
    { numRuns: 60 },
  );
});

test("bytes that were never a pack are corrupt or a pack, whatever they are: nothing else is thrown", async () => {
  const archive = zstdDecompressSync(
    (await writePack([blob("c", "int main;"), blob("c", "x".repeat(600))], "s")).bytes,
  );
  const anyBytes = fc.uint8Array({ maxLength: 3000 });
  const mutated = fc
    .array(fc.tuple(fc.nat(archive.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 })
    .map((changes) => {
      const copy = Buffer.from(archive);
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });
  const cut = fc.nat(archive.length - 1).map((length) => archive.subarray(0, length));
  const asGiven = anyBytes.map((bytes) => Buffer.from(bytes));
  const compressed = fc.oneof(anyBytes, mutated, cut).map((bytes) => zstdCompressSync(bytes));
  await fc.assert(
    fc.asyncProperty(fc.oneof(asGiven, compressed), async (bytes) => {
      const outcome = await readPack(bytes, sha256(bytes)).catch((error: unknown) => error);
      if (Array.isArray(outcome))
        for (const each of outcome)
          expect(each.inflated !== undefined || gitObjectId(each.bytes) === each.blob).toBe(true);
      else expect(outcome).toBeInstanceOf(CorruptInputError);
    }),
    { numRuns: 300 },
  );
});

async function archiveOf(
  ...members: readonly (readonly [
    { name: string; type?: "file" | "symlink" | "directory"; linkname?: string },
    string,
  ])[]
): Promise<Uint8Array> {
  const archive = tar();
  for (const [header, content] of members) archive.entry(header, content);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return zstdCompressSync(Buffer.concat(chunks));
}

const id = gitObjectId(Buffer.from("x"));
test.each([
  ["another content", [{ name: `c/${gitObjectId(Buffer.from("y"))}` }, "x"]],
  ["a path", [{ name: `../${id}` }, "x"]],
  ["a deep path", [{ name: `c/d/${id}` }, "x"]],
  ["no kind", [{ name: id }, "x"]],
  ["a link", [{ name: `c/${id}`, type: "symlink", linkname: "/etc/passwd" }, ""]],
  ["a folder", [{ name: `c/${id}`, type: "directory" }, ""]],
] as const)("a pack with %s as a member is corrupt", async (_, member) => {
  const bytes = await archiveOf(member);
  await expect(readPack(bytes, sha256(bytes))).rejects.toThrow(CorruptInputError);
});

test("members twice, none at all, too many: corrupt", async () => {
  const twice = await archiveOf([{ name: `c/${id}` }, "x"], [{ name: `c/${id}` }, "x"]);
  await expect(readPack(twice, sha256(twice))).rejects.toThrow("which no pack has");
  const empty = await archiveOf();
  await expect(readPack(empty, sha256(empty))).rejects.toThrow("is empty");
  const pack = await writePack([blob("c", "1"), blob("c", "2"), blob("c", "3")], "scan");
  await expect(readPack(pack.bytes, pack.digest, { maxEntries: 2 })).rejects.toThrow("more than 2 members");
});

test("a bomb is stopped at the limit", async () => {
  const bomb = zstdCompressSync(Buffer.alloc(200 * 1024 * 1024));
  expect(bomb.length).toBeLessThan(100_000);
  const before = process.memoryUsage().arrayBuffers;
  await expect(readPack(bomb, sha256(bomb), { maxUnpackedBytes: 1024 * 1024 })).rejects.toThrow(
    "more than 1048576 bytes",
  );
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
});

test("what cannot be a member is refused when writing", async () => {
  await expect(writePack([{ kind: "a/b", blob: id, bytes: Buffer.from("x") }], "s")).rejects.toThrow(TerminalError);
  await expect(writePack([{ kind: "c", blob: "abc", bytes: Buffer.from("x") }], "s")).rejects.toThrow(TerminalError);
});

test("any shell can open a pack", async () => {
  const pack = await writePack([blob("python", "import hashlib\n")], "scan-1");
  const archive = zstdDecompressSync(pack.bytes);
  expect(
    execFileSync("tar", ["-tvf", "-"], { input: archive, encoding: "utf8", env: { ...process.env, TZ: "UTC" } }),
  ).toMatch(/^-r--r--r-- scan-1\/0 +15 1970-01-01 00:00 python\/[0-9a-f]{40}\n$/);
});
