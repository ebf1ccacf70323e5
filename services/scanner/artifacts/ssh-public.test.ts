import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { judge } from "../algorithms/registry.ts";
import { kindOfPath } from "../kinds.ts";
import type { Artifact } from "./artifact.ts";
import { putty } from "./putty.ts";
import { sshPublic } from "./ssh-public.ts";

const point = Buffer.alloc(65, 4);
const rsaModulus = Buffer.concat([Buffer.from([0, 0x80]), Buffer.alloc(255, 7)]);
const rsaBlob = strings("ssh-rsa", Buffer.from([1, 0, 1]), rsaModulus);
const ecBlob = strings("ecdsa-sha2-nistp256", "nistp256", point);
const edBlob = strings("ssh-ed25519", ed25519());

function ed25519(): Buffer {
  const jwk = generateKeyPairSync("ed25519").publicKey.export({ format: "jwk" });
  return Buffer.from(jwk.x ?? "", "base64url");
}

function strings(...parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const content = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(content.length);
      return [length, content];
    }),
  );
}

function number(value: bigint, size: 4 | 8): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes.subarray(8 - size);
}

/** An OpenSSH certificate (PROTOCOL.certkeys); its signature is not looked at. */
function certificate(before: bigint): Buffer {
  return Buffer.concat([
    strings("ssh-ed25519-cert-v01@openssh.com", Buffer.alloc(32, 9), ed25519()),
    number(77n, 8),
    number(1n, 4),
    strings("someone", strings("user")),
    number(1_700_000_000n, 8),
    number(before, 8),
    strings("", "", "", ecBlob, strings("ecdsa-sha2-nistp256", Buffer.alloc(70, 3))),
  ]);
}

function found(artifact: Artifact, text: string): string[] {
  const result = artifact.read(Buffer.from(text));
  expect(result.error).toBeUndefined();
  return result.uses.map((each) => `${each.ruleId} ${judge(each.use, each.operation).algorithm}`);
}

test("public keys in authorized_keys, known_hosts and any other text", () => {
  const rsa = rsaBlob.toString("base64");
  const ec = ecBlob.toString("base64");
  const ed = edBlob.toString("base64");
  expect(found(sshPublic, `command="x",no-pty ssh-rsa ${rsa} me@host\n# comment\nssh-ed25519 ${ed}\n`)).toEqual([
    "ssh.public-key RSA-2048",
    "ssh.public-key Ed25519",
  ]);
  expect(found(sshPublic, `[host]:22,1.2.3.4 ecdsa-sha2-nistp256 ${ec}\n|1|c2FsdA=|aGFzaA= ssh-rsa ${rsa}\n`)).toEqual([
    "ssh.public-key ECDSA-P-256",
    "ssh.public-key RSA-2048",
  ]);
  expect(found(sshPublic, `resource { public_key = "ssh-ed25519 ${ed}" }`)).toEqual(["ssh.public-key Ed25519"]);
  expect(sshPublic.read(Buffer.from(rsa)).uses[0]).toMatchObject({ purpose: "signature", usage: "key-material" });
});

test("public keys in blocks with headers", () => {
  const block = (blob: Buffer, ...headers: readonly string[]): string => {
    const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
    return ["---- BEGIN SSH2 PUBLIC KEY ----", ...headers, ...lines, "---- END SSH2 PUBLIC KEY ----", ""].join("\n");
  };
  const text = `${block(rsaBlob, 'Comment: "a \\', 'key"', "x-tag: b")}text\n${block(edBlob)}${block(edBlob).slice(0, 80)}`;
  const { uses } = sshPublic.read(Buffer.from(text));
  expect(
    uses.map(({ use, start, end }) => [use.name, use.keySize, text.slice(start, start + 9), text.slice(end - 5, end)]),
  ).toEqual([
    ["RSA", 2048, "---- BEGI", " ----"],
    ["Ed25519", undefined, "---- BEGI", " ----"],
  ]);
});

test("every kind of key has an anchor of its own", () => {
  for (const blob of [
    rsaBlob,
    ecBlob,
    edBlob,
    certificate(1n),
    strings("ssh-dss", Buffer.alloc(129, 1), Buffer.alloc(21, 1), Buffer.alloc(128, 1), Buffer.alloc(128, 1)),
    strings("ecdsa-sha2-nistp521", "nistp521", point),
    strings("sk-ssh-ed25519@openssh.com", Buffer.alloc(32, 1), "ssh:"),
    strings("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", point, "ssh:"),
  ]) {
    const text = blob.toString("base64");
    expect(sshPublic.anchors?.filter((anchor) => text.startsWith(anchor)).length, text.slice(0, 30)).toBe(1);
    expect(sshPublic.read(blob).uses).toEqual([]);
    expect(found(sshPublic, ` ${text} `).length).toBeGreaterThan(0);
  }
});

test("a `.pub` file is any text: it may hold PEM as well", () => {
  for (const name of ["id_rsa.pub", "cosign.pub", "authorized_keys", "known_hosts"])
    expect(kindOfPath(name)).toBe("sniff");
});

test("certificates: key, signer, end", () => {
  const text = certificate(1_900_000_000n).toString("base64");
  expect(found(sshPublic, `ssh-ed25519-cert-v01@openssh.com ${text} x`)).toEqual([
    "ssh.certificate.key Ed25519",
    "ssh.certificate.signature ECDSA-P-256",
  ]);
  const [key, signature] = sshPublic.read(Buffer.from(text)).uses;
  expect(key).toMatchObject({ usage: "certificate", operation: "verify", expires: "2030-03-17T17:46:40.000Z" });
  expect(signature?.snippet).toBe("SSH certificate of someone: signed by a ECDSA-P-256 key, until 2030-03-17");
  expect(key).toMatchObject({ validFrom: "2023-11-14T22:13:20.000Z", serialNumber: "77" });
  const forever = sshPublic.read(Buffer.from(certificate(0xffffffffffffffffn).toString("base64"))).uses[0];
  expect(forever?.expires).toBeUndefined();
});

test("other base64, and the pieces of a private key, are no public keys", () => {
  const inner = edBlob.toString("base64");
  for (const text of [
    `data:image/png;base64,${"AAAA".repeat(100)}`,
    `b3BlbnNzaC1rZXktdjE\n${inner}\n`,
    `QUJD${inner}`,
    `"AAAAB3NzaC1yc2EAAAADAQABAAAB..."`,
    "ssh-rsa AAAAB3NzaC1yc2E",
  ]) {
    expect([text, found(sshPublic, text)]).toEqual([text, []]);
  }
});

test("PuTTY keys of versions 2 and 3", () => {
  const lines = rsaBlob.toString("base64").match(/.{1,64}/g) ?? [];
  const file = (version: number, rest: string) =>
    `PuTTY-User-Key-File-${version}: ssh-rsa\r\n${rest}Comment: x\r\nPublic-Lines: ${lines.length}\r\n${lines.join("\r\n")}\r\nPrivate-Lines: 1\r\nAAAA\r\nPrivate-MAC: 00\r\n`;
  expect(found(putty, file(2, "Encryption: aes256-cbc\r\n"))).toEqual([
    "putty.private-key RSA-2048",
    "putty.private-key.protection AES-256-CBC",
    "putty.private-key.protection SHA-1",
    "putty.private-key.protection HMAC-SHA-1",
  ]);
  expect(found(putty, file(3, "Encryption: aes256-cbc\r\nKey-Derivation: Argon2id\r\n"))).toEqual([
    "putty.private-key RSA-2048",
    "putty.private-key.protection AES-256-CBC",
    "putty.private-key.protection Argon2id",
  ]);
  expect(found(putty, file(3, "Encryption: none\r\n"))).toEqual(["putty.private-key RSA-2048"]);
  expect(putty.read(Buffer.from("PuTTY-User-Key-File-3: ssh-rsa\n")).error).toBe("malformed PuTTY key at byte 0");
  expect(putty.read(Buffer.from("the header PuTTY-User-Key-File-N: says so")).uses).toEqual([]);
});

test("a key that is cut off is named by its type alone", () => {
  const cut = (blob: Buffer): string => `ssh-key ${blob.toString("base64").slice(0, 58)} me@example.com\n`;
  const read = (text: string): unknown =>
    sshPublic
      .read(Buffer.from(text), new Set())
      .uses.map((each) => [judge(each.use, "load").algorithm, each.confidence]);
  expect(read(cut(rsaBlob))).toEqual([["RSA", "low"]]);
  expect(read(cut(ecBlob))).toEqual([["ECDSA-P-256", "high"]]);
  expect(read(cut(strings("ssh-other", Buffer.alloc(64, 3))))).toEqual([]);
});
