/** PuTTY private keys (`.ppk`, versions 1 to 3; PuTTY manual appendix C): the public part, and how the rest is protected. */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import type { Artifact, ArtifactResult } from "./artifact.ts";
import { publicKeyUse } from "./openssh-key.ts";
import { digest, type ObjectUse } from "./reading.ts";

const MAX_LINES = 200;
const MAX_BYTES = 65_536;
const HEAD = /PuTTY-User-Key-File-([123]): /g;

export const putty: Artifact = {
  id: "putty",
  extensions: [".ppk"],
  anchors: ["PuTTY-User-Key-File-"],
  within: "text",
  read(bytes, _anchors, wanted = { from: 0, to: bytes.length }): ArtifactResult {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    HEAD.lastIndex = wanted.from;
    const head = HEAD.exec(text);
    if (head === null || head.index >= wanted.to) return { uses: [] };
    const body = text.slice(head.index, head.index + MAX_BYTES);
    try {
      const uses = keyUses(body, Number(head[1]));
      return { uses: uses.map((use) => ({ ...use, start: head.index, end: head.index + head[0].length })) };
    } catch {
      return { uses: [], error: `malformed PuTTY key at byte ${head.index}` };
    }
  },
};

function keyUses(body: string, version: number): readonly ObjectUse[] {
  const lines = body.split(/\r?\n/, MAX_LINES);
  const value = (name: string) =>
    lines
      .find((line) => line.startsWith(`${name}: `))
      ?.slice(name.length + 2)
      .trim();
  const at = lines.findIndex((line) => line.startsWith("Public-Lines: "));
  const count = Number(value("Public-Lines"));
  if (at < 0 || !Number.isInteger(count) || count < 1 || count > MAX_LINES) throw new Error("no public key");
  const blob = Buffer.from(lines.slice(at + 1, at + 1 + count).join(""), "base64");
  const key = publicKeyUse(blob);
  const context = digest(blob);
  const common = { usage: "key-material", confidence: "high", context } as const;
  const protectedBy = (use: AlgorithmUse, operation: ObjectUse["operation"]): ObjectUse => ({
    ...common,
    ruleId: "putty.private-key.protection",
    use,
    operation,
    snippet: `PuTTY private key protected with ${judge(use, operation).algorithm}`,
  });
  const uses: ObjectUse[] = [
    {
      ...common,
      ruleId: "putty.private-key",
      use: key,
      operation: "load",
      purpose: "signature",
      snippet: `PuTTY private key, ${judge(key, "load").algorithm}`,
    },
  ];
  if (value("Encryption") === "aes256-cbc") {
    const argon = /^Argon2(?:id|i|d)$/.exec(value("Key-Derivation") ?? "")?.[0];
    uses.push(protectedBy({ name: "AES", keySize: 256, mode: "CBC" }, "decrypt"));
    uses.push(protectedBy(version === 3 ? { name: argon ?? "Argon2id" } : { name: "SHA-1" }, "derive"));
  }
  if (version < 3) uses.push(protectedBy(version === 2 ? { name: "HMAC", hash: "SHA-1" } : { name: "SHA-1" }, "mac"));
  return uses;
}
