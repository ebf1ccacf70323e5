/**
 * OpenSSH private keys (`OPENSSH PRIVATE KEY`): magic, cipher, KDF, KDF options, count, then public keys as strings with
 * a four-byte length each (OpenSSH PROTOCOL.key, RFC 4251 section 5). Only the public part is read.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { curveName } from "../algorithms/curves.ts";
import { ssh } from "../algorithms/notations/ssh.ts";
import { bitLength } from "./der.ts";
import { privateKey, protection } from "./private-key.ts";
import type { ObjectUse } from "./reading.ts";
import { Strings } from "./ssh-strings.ts";

const MAGIC = Buffer.from("openssh-key-v1\0");

export function readOpensshPrivateKey(bytes: Uint8Array): readonly ObjectUse[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!text.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error("not an OpenSSH private key");
  const fields = new Strings(text, MAGIC.length);
  const cipher = fields.next().toString("latin1");
  const derivation = fields.next().toString("latin1");
  fields.next();
  fields.skip(4);
  const publicKey = fields.next();
  // Whoever logs in signs: SSH encrypts with no such key.
  const uses: ObjectUse[] = [{ ...privateKey(publicKeyUse(publicKey), publicKey), purpose: "signature" }];
  if (cipher !== "none") {
    if (derivation === "bcrypt") uses.push(protection({ name: "bcrypt" }, publicKey));
    for (const { operation: _operation, protocol: _protocol, ...use } of ssh.parse(cipher))
      uses.push(protection(use, publicKey));
  }
  return uses;
}

/** The key of an SSH public key blob (RFC 4253 section 6.6, RFC 5656, RFC 8709). */
export function publicKeyUse(blob: Buffer): AlgorithmUse {
  const fields = new Strings(blob, 0);
  const type = fields
    .next()
    .toString("latin1")
    .replace(/@openssh\.com$/, "");
  if (type === "ssh-rsa") {
    fields.next();
    return { name: "RSA", keySize: bitLength(fields.next()) };
  }
  if (type === "ssh-dss") return { name: "DSA", keySize: bitLength(fields.next()) };
  const curve = /^(?:sk-)?ecdsa-sha2-/.test(type) ? curveName(fields.next().toString("latin1")) : undefined;
  if (curve !== undefined) return { name: "ECDSA", curve };
  const use = ssh.parse(type)[0];
  if (use === undefined) throw new Error("unknown SSH key type");
  const { operation: _operation, protocol: _protocol, hash: _hash, ...key } = use;
  return key;
}
