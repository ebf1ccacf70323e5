import { CorruptInputError } from "@pqc-audit/platform/errors.ts";
import { declarationMember } from "@pqc-audit/platform/packs/declaration.ts";
import { gitObjectId, type PackedBlob } from "@pqc-audit/platform/packs/pack.ts";
import { readPack } from "@pqc-audit/platform/packs/read.ts";
import { writePack } from "@pqc-audit/platform/packs/write.ts";
import { readWrappers } from "@pqc-audit/scanner/wrappers/read-wrappers.ts";
import { secondKind } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import { writeWrappers } from "@pqc-audit/scanner/wrappers/write-wrappers.ts";
import { expect, test } from "vitest";
import { createScanPool } from "./pool/threads.ts";
import { filesOf, unpacked } from "./unpacked.ts";

const declared = (name: string) =>
  readWrappers([
    {
      library: "acme",
      languages: ["python"],
      models: [{ rule: "sign", calls: [`acme.${name}`], algorithm: { value: "RSA" }, operation: "sign" }],
    },
  ]);
const sign = declared("sign");
const seal = declared("seal");
const CODE = Buffer.from("import acme, hashlib\nacme.sign(hashlib.md5(x))\nacme.seal(x)\n");
const content = (kind: string): PackedBlob => ({ kind, blob: gitObjectId(CODE), bytes: CODE });
const again = (wrappers = sign) => content(secondKind("a.py", wrappers) ?? "");
const member = (wrappers = sign) => declarationMember(writeWrappers(wrappers.libraries));

test("the declaration travels in the pack, and is none of its contents", async () => {
  const pack = await writePack([again(), member()], "scan");
  const { blobs, wrappers } = await unpacked(await readPack(pack.bytes, pack.digest));
  expect(blobs.map(({ kind }) => kind)).toEqual([again().kind]);
  expect(wrappers?.digest).toBe(sign.digest);
  expect(await unpacked([content("python")])).toEqual({ blobs: [content("python")] });
});

test("a content that is to be looked through for what the pack does not say makes it corrupt", async () => {
  await expect(unpacked([again()])).rejects.toThrow(CorruptInputError);
  await expect(unpacked([again(), member(seal)])).rejects.toThrow("not the declaration of that digest");
  await expect(unpacked([again(), declarationMember("[")])).rejects.toThrow("cannot be read");
  await expect(unpacked([again(), declarationMember('[{ "library": "acme" }]')])).rejects.toThrow(CorruptInputError);
});

test("one thread looks for what each of two repositories declares, and neither meets the other's", async () => {
  const pool = createScanPool({ maxFileSizeBytes: 1 << 20, threads: 1 });
  try {
    const lines = async (...members: readonly PackedBlob[]) => {
      const scanned = await pool.scan(filesOf(await unpacked(members)));
      return scanned.map(({ outcome }) =>
        outcome.status === "scanned" ? outcome.facts.map(({ ruleId, line }) => `${ruleId} ${line}`) : outcome.status,
      );
    };
    expect(await lines(again(), member())).toEqual([["wrapper.sign 2"]]);
    expect(await lines(again(seal), member(seal))).toEqual([["wrapper.sign 3"]]);
    expect(await lines(content("python"))).toEqual([["python.hashlib.digest 2"]]);
    expect(await lines(again(), member())).toEqual([["wrapper.sign 2"]]);
  } finally {
    await pool.close();
  }
}, 120_000);
