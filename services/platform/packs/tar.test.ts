import { once } from "node:events";
import fc from "fast-check";
import { extract, pack } from "tar-stream";
import { expect, test } from "vitest";
import { CorruptInputError } from "../errors.ts";
import { readTar, type TarMember, tarBytes, writeTar } from "./tar.ts";

const id = "0123456789abcdef0123456789abcdef01234567";
const kinds = fc.constantFrom("c", "python", `python@${"a".repeat(57)}`);
const members = fc.array(
  fc.tuple(kinds, fc.uint8Array({ maxLength: 1_200 })).map(([kind, content]) => ({ name: `${kind}/${id}`, content })),
  { maxLength: 8 },
);

function written(all: readonly TarMember[], dirt = 0): Buffer {
  return writeTar(Buffer.alloc(tarBytes(all.map(({ content }) => content)) + dirt, 0xee), all, "scan-1");
}

const plain = (all: Iterable<TarMember>) =>
  Array.from(all, ({ name, content }) => [name, Buffer.from(content).toString("hex")]);

test("what another writes is byte for byte the same", async () => {
  await fc.assert(
    fc.asyncProperty(members, async (all) => {
      const archive = pack();
      const chunks: Buffer[] = [];
      archive.on("data", (chunk) => void chunks.push(chunk as Buffer));
      const fixed = { mode: 0o444, mtime: new Date(0), uid: 0, gid: 0, uname: "scan-1", gname: "" };
      for (const { name, content } of all)
        archive.entry({ name, size: content.length, ...fixed }, Buffer.from(content));
      archive.finalize();
      await once(archive, "end");
      expect(written(all, 700).equals(Buffer.concat(chunks))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test("another reads what is written, and it is read back", async () => {
  await fc.assert(
    fc.asyncProperty(members, async (all) => {
      const archive = written(all);
      expect(plain(readTar(archive))).toEqual(plain(all));
      const reader = extract();
      reader.end(archive);
      const seen: TarMember[] = [];
      for await (const entry of reader) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
        seen.push({ name: entry.header.name, content: Buffer.concat(chunks) });
      }
      expect(plain(seen)).toEqual(plain(all));
    }),
    { numRuns: 40 },
  );
});

test("anything else is corrupt, or an archive: nothing else is thrown", () => {
  const whole = written([
    { name: `c/${id}`, content: Buffer.from("int main;") },
    { name: `go/${id}`, content: Buffer.alloc(700, 1) },
  ]);
  const changed = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(changed, fc.nat(whole.length), (changes, length) => {
      const archive = Buffer.from(whole);
      for (const [at, value] of changes) archive[at] = value;
      try {
        for (const { content } of readTar(archive.subarray(0, length)))
          expect(content.length).toBeLessThanOrEqual(length);
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptInputError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("an archive that was cut is none", () => {
  const whole = written([{ name: `c/${id}`, content: Buffer.alloc(600) }]);
  for (const length of [0, 100, 512, 1_000, 1_536]) {
    expect(() => [...readTar(whole.subarray(0, length))]).toThrow(CorruptInputError);
  }
});
