/** Archives as a hostile sender makes them: each member is listed or left out and counted, or the whole is refused in one line. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { TerminalError } from "@pqc-audit/platform/errors.ts";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { blobOf } from "../file-blob.ts";
import { openLocal } from "../local.ts";
import type { Source } from "../source.ts";
import { type TarEntry, tarOf, type ZipEntry, zipOf } from "./archive.fixture.ts";
import { type ArchiveOptions, openArchive } from "./archive.ts";

const work = mkdtempSync(join(tmpdir(), "pqc-archive-"));
const temporaryFolder = join(work, "temporary");
mkdirSync(temporaryFolder);
afterAll(() => rmSync(work, { recursive: true, force: true }));

async function opened<T>(bytes: Buffer, use: (source: Source) => Promise<T>, options: ArchiveOptions = {}): Promise<T> {
  const file = join(work, "archive");
  writeFileSync(file, bytes);
  const source = await openArchive(file, { location: "upload", temporaryFolder, ...options });
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

const listing = async (source: Source) =>
  (await Array.fromAsync(source.entries())).map(({ path, type, size, skip }) => `${path} ${skip ?? type} ${size}`);

const listed = (bytes: Buffer, options: ArchiveOptions = {}) => opened(bytes, listing, options);

async function refused(bytes: Buffer, options: ArchiveOptions = {}): Promise<string> {
  const error = await listed(bytes, options).then(
    (paths) => new Error(`it was taken: ${paths.join(", ")}`),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TerminalError);
  // Nothing stays behind.
  expect(readdirSync(temporaryFolder)).toEqual([]);
  return (error as Error).message;
}

test("an archive lists and reads as the folder it was made of, whatever packed it", async () => {
  const folder = join(work, "folder");
  mkdirSync(join(folder, "a", "é"), { recursive: true });
  mkdirSync(join(folder, "a-b"));
  writeFileSync(join(folder, "a", "é", "x.py"), "import hashlib\n");
  writeFileSync(join(folder, "a-b", "y"), "y");
  writeFileSync(join(folder, "a.c"), "");
  writeFileSync(join(folder, "long".repeat(50)), "long");
  symlinkSync("/etc/passwd", join(folder, "link"));
  const tar = (...options: string[]) => execFileSync("tar", ["-c", ...options, "-C", folder, "."]);
  const pax = await listing(openLocal(folder));
  expect(await listed(tar("--format", "pax"))).toEqual(pax);
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), "latin");
  const local = await listing(openLocal(folder));
  const plain = tar("--format", "gnu");
  const half = Math.floor(plain.length / 2);
  const two = (pack: (bytes: Buffer) => Buffer) =>
    Buffer.concat([pack(plain.subarray(0, half)), pack(plain.subarray(half))]);
  for (const bytes of [plain, gzipSync(plain), zstdCompressSync(plain), two(gzipSync), two(zstdCompressSync)]) {
    expect(await listed(bytes)).toEqual(local);
  }
  await opened(plain, async (source) => {
    const entries = await Array.fromAsync(source.entries());
    const files = entries.filter(({ type }) => type === "file");
    for await (const { entry, bytes } of source.read(files)) expect(blobOf(bytes)).toBe(entry.blob);
    expect(await Array.fromAsync(source.entries(entries[2]?.path))).toEqual(entries.slice(3));
    const ranges = (await source.fixed?.cut(2)) ?? [];
    expect(ranges.map(({ start, entries }) => [start, entries])).toEqual([
      [0, 2],
      [2, 2],
      [4, 2],
    ]);
    for (const { start, entries: count, upTo } of ranges) expect(upTo).toBe(entries[start + count - 1]?.path);
    const passed = await Array.fromAsync(source.fixed?.list({ paths: 4 }) ?? []);
    expect(passed).toEqual(entries.slice(4));
  });
});

test("a member that no folder could have is left out by its reason, and the rest is read", async () => {
  const tar = tarOf([
    { name: "../../etc/cron.d/x", content: "out" },
    { name: "/etc/passwd", content: "absolute" },
    { name: "a/../../b", content: "out" },
    { name: "C:\\windows\\x", content: "drive" },
    { name: "./", type: "5" },
    { name: "./a//b", content: "first" },
    { name: "a/b", content: "the last one" },
    { name: "soft", type: "2" },
    { name: "hard", type: "1" },
    { name: "device", type: "3" },
    { name: "sparse", type: "S" },
  ]);
  const left = "archive member left out";
  expect(await listed(tar)).toEqual([
    "a/b file 12",
    ...[0, 1, 2, 3].map((number) => `${left} ${number} unsafe-path 0`),
    `${left} 4 duplicate-path 0`,
    "device special 0",
    "hard hard-link 0",
    "soft symlink 0",
    "sparse special 0",
  ]);
  const zip = zipOf([
    { name: "../up", content: "x" },
    { name: "back\\slash", content: "x", host: 0 },
    { name: "nul\0name", content: "x" },
    { name: Buffer.from([0x63, 0xe9]), content: "latin" },
    { name: "folder/", mode: 0o040755 },
    { name: "link", content: "/etc/passwd", mode: 0o120777 },
    { name: "pipe", mode: 0o010644 },
    { name: "secret", content: "x", flags: 1 },
    { name: "lzma", content: "x", method: 14 },
    { name: "stored", content: "as it is", method: 0 },
  ]);
  const members = [
    `${left} 0 unsafe-path 0`,
    `${left} 1 unsafe-path 0`,
    "back/slash file 1",
    "c\\xe9 file 5",
    "link symlink 0",
    "lzma unsupported-compression 1",
    "pipe special 0",
    "secret encrypted 1",
    "stored file 8",
  ];
  expect(await listed(zip)).toEqual(members);
  expect(await listed(zipOf([{ name: "big", content: "of 64 bits" }], { zip64: true }))).toEqual(["big file 10"]);
});

test("what is damaged, cut short or followed by something is refused in one line", async () => {
  const tar = tarOf([
    { name: "a", content: "x".repeat(600) },
    { name: "b", content: "y" },
  ]);
  const zip = zipOf([{ name: "a", content: "content" }]);
  expect(await refused(Buffer.from("just text"))).toMatch(/neither a tar nor a zip/);
  expect(await refused(Buffer.alloc(0))).toMatch(/neither a tar nor a zip/);
  expect(await refused(tar.subarray(0, 900))).toMatch(/Unexpected end of data/);
  expect(await refused(tarOf([{ name: "a", content: "x" }], false))).toMatch(/cut short/);
  expect(await refused(Buffer.concat([tar, Buffer.from("x".repeat(512))]))).toMatch(/Invalid tar header/);
  expect(await refused(tarOf([{ name: "a", content: "x", size: 2 ** 30 }]))).toMatch(/Unexpected end of data/);
  for (const pack of [gzipSync, zstdCompressSync]) {
    const packed = pack(tar);
    await refused(packed.subarray(0, packed.length - 10));
    await refused(Buffer.concat([packed, Buffer.from("something else")]));
  }
  await refused(zip.subarray(0, zip.length - 5));
  expect(await refused(Buffer.concat([zip, Buffer.from("tail")]))).toMatch(/comment/);
  expect(await refused(zipOf([{ name: "a", content: "content", crc: 1 }]))).toMatch(/checksum/);
  expect(await refused(zipOf([{ name: "a", content: "content", size: 3 }]))).toMatch(/too many bytes|not of the/);
  expect(await refused(zipOf([{ name: "a", content: "content", size: 70 }]))).toMatch(/not enough bytes|not of the/);
});

test("a bomb ends at its limit: bytes, members, ratio", async () => {
  const zeros = Buffer.alloc(80 * 2 ** 20);
  expect(await refused(gzipSync(tarOf([{ name: "zeros", content: zeros }])))).toMatch(/200 times its size/);
  expect(await refused(zipOf([{ name: "zeros", content: zeros }]))).toMatch(/200 times its size/);
  const files = Array.from({ length: 20 }, (_, at) => ({ name: `f${at}`, content: "x".repeat(1000) }));
  for (const bytes of [tarOf(files), zipOf(files)]) {
    expect(await refused(bytes, { limits: { maxEntries: 19 } })).toMatch(/more than 19 members/);
    expect(await refused(bytes, { limits: { maxBytes: 5000 } })).toMatch(/more than 5000 bytes/);
    expect(await listed(bytes, { limits: { maxEntries: 20, maxBytes: 100_000 } })).toHaveLength(20);
  }
});

test("a file above the limit is listed with its id and not kept", async () => {
  const bytes = tarOf([{ name: "large", content: "x".repeat(2000) }]);
  await opened(
    bytes,
    async (source) => {
      const [entry] = await Array.fromAsync(source.entries());
      expect(entry).toEqual({ path: "large", type: "file", size: 2000, blob: blobOf(Buffer.from("x".repeat(2000))) });
      await expect(Array.fromAsync(source.read(entry ? [entry] : []))).rejects.toThrow(TerminalError);
    },
    { maxFileSizeBytes: 1999 },
  );
});

test("the same files are the same commit in every format, and other files another", async () => {
  const files = [
    { name: "b", content: "2" },
    { name: "a/x", content: "1" },
  ];
  const commit = (bytes: Buffer) => opened(bytes, async (source) => source.commit);
  const first = await commit(tarOf(files));
  expect(first).toMatch(/^[0-9a-f]{40}$/);
  expect(await commit(zipOf(files.toReversed()))).toBe(first);
  expect(await commit(tarOf([...files, { name: "../x", content: "1" }]))).not.toBe(first);
  expect(await commit(tarOf([{ name: "b", content: "3" }]))).not.toBe(first);
});

test("whatever bytes are damaged, an archive is taken or refused, and nothing else happens", async () => {
  const names = fc.constantFrom("a", "a/b", "../a", "/a", "./a", "b\0c", "é", "a/", "x".repeat(99));
  const entry = fc.record({ name: names, content: fc.string({ maxLength: 700 }) });
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 });
  const pack = fc.constantFrom<(entries: readonly (TarEntry & ZipEntry)[]) => Buffer>(
    tarOf,
    zipOf,
    (entries) => gzipSync(tarOf(entries)),
    (entries) => zstdCompressSync(tarOf(entries)),
  );
  await fc.assert(
    fc.asyncProperty(pack, fc.array(entry, { maxLength: 6 }), damage, fc.nat(), async (packed, entries, hits, cut) => {
      const bytes = packed(entries);
      for (const [at, value] of hits) bytes[at % bytes.length] = value;
      const shown = cut % 3 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
      try {
        await opened(shown, async (source) => {
          const found = await Array.fromAsync(source.entries());
          const paths = found.map(({ path }) => path);
          expect(new Set(paths).size).toBe(paths.length);
          expect(paths.filter((path) => path.startsWith("/") || path.split("/").includes(".."))).toEqual([]);
          const files = found.filter(({ blob }) => blob !== undefined);
          for await (const { entry: read, bytes: content } of source.read(files)) {
            expect(blobOf(content)).toBe(read.blob);
          }
        });
      } catch (error) {
        expect(error).toBeInstanceOf(TerminalError);
      }
      expect(readdirSync(temporaryFolder)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
