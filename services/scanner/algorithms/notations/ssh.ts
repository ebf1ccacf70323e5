/** SSH algorithm names (RFC 4253, 5656, 6668, 8268, 8332, 8731, 9142, OpenSSH's own), one or a comma-separated list. */
import type { AlgorithmUse, Notation } from "../algorithm.ts";
import { readCompound } from "../compound.ts";
import { curveName } from "../curves.ts";
import { lookup } from "../registry.ts";
import { table } from "../spelling.ts";
import { distinct, items } from "./lists.ts";

// Bits of the MODP groups of RFC 2409 and RFC 3526.
const GROUP_BITS = table<number>({
  1: 1024,
  5: 1536,
  14: 2048,
  15: 3072,
  16: 4096,
  17: 6144,
  18: 8192,
});

export const ssh: Notation = {
  id: "ssh",
  parse(text) {
    const list = text.trim();
    // `-ssh-rsa,…` takes the whole list away from the defaults; `+` and `^` add it.
    if (list.startsWith("-")) return [];
    const uses: AlgorithmUse[] = [];
    for (const item of items(list.replace(/^[+^]/, ""), ", \t\r\n\"'[]")) {
      if (item.length > 100) continue;
      const use = readName(item.toLowerCase());
      if (use !== undefined) uses.push({ ...use, protocol: "SSH" });
    }
    return distinct(uses);
  },
};

function readName(full: string): AlgorithmUse | undefined {
  const registered = lookup(full);
  if (registered?.primitive === "combiner" || registered?.primitive === "mac") {
    return { name: registered.name, operation: registered.primitive === "mac" ? "mac" : "key-agreement" };
  }
  const name = (full.split("@", 1)[0] ?? "").replace(/-cert-v0[01]$/, "").replace(/^(?:sk-|x509v3-|webauthn-sk-)/, "");
  return readExchange(name) ?? readHostKey(name) ?? readMac(name) ?? readCipher(name);
}

function readExchange(name: string): AlgorithmUse | undefined {
  const operation = "key-agreement";
  const dh = /^(?:gss-)?(?:diffie-hellman-)?(?:group(\d{1,2})|group-exchange|gex)-(sha\d{1,3})(?:-|$)/.exec(name);
  if (dh !== null) {
    const keySize = GROUP_BITS.get(dh[1] ?? "");
    return { name: "DH", ...(keySize === undefined ? {} : { keySize }), ...hash(dh[2]), operation };
  }
  const montgomery = /^(?:gss-)?curve(25519|448)-(sha\d{1,3})/.exec(name);
  if (montgomery !== null) return { name: `X${montgomery[1]}`, curve: `Curve${montgomery[1]}`, operation };
  const ecdh = /^(?:gss-|ecdh-sha2-)(nist[a-z0-9]+|[0-9.]+)/.exec(name);
  if (ecdh !== null) {
    const curve = curveName(ecdh[1] ?? "");
    return curve === undefined ? undefined : { name: "ECDH", curve, operation };
  }
  const transport = /^rsa(1024|2048)-(sha\d{1,3})$/.exec(name);
  return transport === null
    ? undefined
    : { name: "RSA", keySize: Number(transport[1]), padding: "OAEP", operation: "encrypt" };
}

function readHostKey(name: string): AlgorithmUse | undefined {
  const operation = "sign";
  const rsa = /^(?:ssh-rsa|rsa)(?:-sha2-(256|512))?$/.exec(name) ?? /^rsa2048-sha(256)$/.exec(name);
  if (rsa !== null)
    return { name: "RSA", padding: "PKCS1-v1_5", hash: rsa[1] === undefined ? "SHA-1" : `SHA-${rsa[1]}`, operation };
  if (name === "ssh-dss" || name === "dsa") return { name: "DSA", keySize: 1024, hash: "SHA-1", operation };
  const ecdsa = /^ecdsa(?:-sha2)?(?:-(nist[a-z0-9]+|[0-9.]+))?$/.exec(name);
  if (ecdsa !== null) {
    const curve = curveName(ecdsa[1] ?? "");
    return { name: "ECDSA", ...(curve === undefined ? {} : { curve }), operation };
  }
  const entry = lookup(name);
  return entry?.primitive === "signature" && entry.name !== "none" && entry.name !== "DSA"
    ? { name: entry.name, ...(entry.curve === undefined ? {} : { curve: entry.curve }), operation }
    : undefined;
}

function readMac(name: string): AlgorithmUse | undefined {
  const mac = /^hmac-(sha2-\d{3}|sha3-\d{3}|sha\d{1,3}|md5|ripemd160)(?:-96)?(?:-etm)?$/.exec(name);
  return mac === null ? undefined : { name: "HMAC", ...hash(mac[1]), operation: "mac" };
}

function readCipher(name: string): AlgorithmUse | undefined {
  const operation = "encrypt";
  if (name === "none") return { name: "null", operation };
  const arcfour = /^arcfour(128|256)?$/.exec(name);
  if (arcfour !== null) return { name: "RC4", keySize: Number(arcfour[1] ?? 128), operation };
  // Of the ciphers without a size in their name: RFC 4253 section 6.3.
  const use =
    name === "rijndael-cbc" ? { name: "AES", keySize: 256, mode: "CBC" } : readCompound(name.replace(/^aead_/, ""));
  const primitive = use === undefined ? undefined : lookup(use.name)?.primitive;
  if (use === undefined || (primitive !== "block-cipher" && primitive !== "stream-cipher" && primitive !== "ae")) {
    return undefined;
  }
  return use.name === "Blowfish" || use.name === "CAST5" ? { keySize: 128, ...use, operation } : { ...use, operation };
}

function hash(text: string | undefined): { hash?: string } {
  const name = lookup(text ?? "")?.name;
  return name === undefined ? {} : { hash: name };
}
