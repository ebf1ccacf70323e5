/**
 * OpenPGP keys, signatures and messages (RFC 4880, RFC 9580, draft-ietf-openpgp-pqc), armored and binary: algorithm, size
 * and curve of each key and subkey, when it ends, how secret keys are protected, which digests sign, which preferences a
 * key states, and how session keys reach recipients.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { judge } from "../algorithms/registry.ts";
import type { Artifact, ArtifactUse } from "./artifact.ts";
import { AEAD_MODES, CIPHERS, DIGESTS, KEYS, publicPart } from "./openpgp-algorithms.ts";
import { armorsOf, type Packet, packetsOf } from "./openpgp-packets.ts";
import { digest, type ObjectUse } from "./reading.ts";

const MAX_USES = 2_000;

export const openpgp: Artifact = {
  id: "openpgp",
  extensions: [".gpg", ".pgp"],
  fileNames: ["pubring.gpg", "secring.gpg", "trustedkeys.gpg"],
  anchors: ["-----BEGIN PGP "],
  isOneObject: isBinary,
  read(bytes, _anchors, wanted = { from: 0, to: bytes.length }) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const uses: ArtifactUse[] = [];
    const add = (data: Buffer, start: number, end: number) => {
      for (const use of keyringUses(data)) if (uses.length < MAX_USES) uses.push({ ...use, start, end });
    };
    if (isBinary(buffer) && wanted.from === 0) add(buffer, 0, buffer.length);
    else for (const { start, end, data } of armorsOf(buffer.toString("latin1"), wanted)) add(data, start, end);
    return uses.length < MAX_USES ? { uses } : { uses, error: `more than ${MAX_USES} uses in one OpenPGP file` };
  },
};

/** Every packet begins with its first bit set, which no ASCII text has. */
function isBinary(head: Uint8Array): boolean {
  return ((head[0] ?? 0) & 0x80) !== 0;
}

interface Key {
  readonly created: number;
  readonly uses: ObjectUse[];
  /** Which of `uses` is the key itself. */
  readonly at: number;
}

function keyringUses(data: Buffer): readonly ObjectUse[] {
  const uses: ObjectUse[] = [];
  let key: Key | undefined;
  for (const packet of packetsOf(data).packets) {
    try {
      if (packet.tag === 6 || packet.tag === 14 || packet.tag === 5 || packet.tag === 7) {
        key = { created: packet.body.readUInt32BE(1), uses, at: uses.length };
        uses.push(...keyUses(packet));
      } else if (packet.tag === 2) uses.push(...signatureUses(packet.body, key));
      else if (packet.tag === 1) uses.push(...sessionKeyUses(packet.body));
      else if (packet.tag === 3) uses.push(...passwordUses(packet.body));
      else if (packet.tag === 18 && packet.body[0] === 2) uses.push(...aeadUses(packet.body));
    } catch {
      // A packet that breaks off tells nothing; what stands before it holds.
    }
    if (uses.length > MAX_USES * 4) break;
  }
  return [...new Map(uses.map((use) => [`${use.ruleId} ${use.context} ${use.snippet}`, use])).values()];
}

/** Version, creation time, (version 3: days), algorithm, (version 6: length), key material. */
function keyUses({ tag, body }: Packet): readonly ObjectUse[] {
  const version = body[0] ?? 0;
  const header = version === 4 || version === 5 || version === 6 ? 5 : version === 2 || version === 3 ? 7 : 0;
  if (header === 0) return [];
  const algorithm = body[header] ?? 0;
  const part = publicPart(algorithm, body, header + (version >= 5 ? 5 : 1));
  if (part === undefined) return [];
  const secret = tag === 5 || tag === 7;
  const context = digest(body.subarray(0, part.end));
  // An RSA subkey is for encryption as a rule, and the usual primary key signs.
  const encrypts = part.use.name === "RSA" && tag !== 6 && tag !== 5 && algorithm === 1;
  const operation = secret || encrypts ? "load" : part.operation;
  const { algorithm: name } = judge(part.use, "load");
  return [
    {
      ruleId: secret ? "openpgp.secret-key" : "openpgp.public-key",
      use: part.use,
      operation,
      ...(part.operation === "verify" && !encrypts && { purpose: "signature" as const }),
      ...(part.operation !== "verify" && { purpose: "key-establishment" as const }),
      usage: "key-material",
      confidence: "high",
      context,
      snippet: `OpenPGP ${secret ? "secret" : "public"} ${tag === 14 || tag === 7 ? "subkey" : "key"}, ${name}`,
    },
    ...(secret ? protectionUses(body, part.end, version, context) : []),
  ];
}

/** How a secret key is encrypted: usage octet, cipher, string-to-key. */
function protectionUses(body: Buffer, at: number, version: number, context: string): readonly ObjectUse[] {
  const usage = body[at] ?? 0;
  if (usage === 0) return [];
  let position = at + 1;
  if (version >= 5) position++;
  const keyed = usage === 253 || usage === 254 || usage === 255;
  const cipher = CIPHERS[keyed ? (body[position] ?? -1) : usage];
  const mode = usage === 253 ? AEAD_MODES[body[position + 1] ?? 0] : undefined;
  if (keyed) position += usage === 253 ? 2 : 1;
  if (version === 6 && keyed) position++;
  const derivation = keyed ? derivationAt(body, position) : { name: "S2K", hash: "MD5" };
  return [
    ...(cipher === undefined ? [] : [{ ...cipher, ...(mode === undefined ? {} : { mode }) }]),
    ...(derivation === undefined ? [] : [derivation]),
  ].map((use) => other("openpgp.secret-key.protection", use, "OpenPGP secret key protected with", context));
}

/** String-to-key specifiers 0, 1, 3 name a digest, 4 is Argon2; GnuPG's own have no key at all. */
function derivationAt(body: Buffer, at: number): AlgorithmUse | undefined {
  const type = body[at];
  if (type === 4) return { name: "Argon2id" };
  const hash = DIGESTS[body[at + 1] ?? 0];
  return (type === 0 || type === 1 || type === 3) && hash !== undefined ? { name: "S2K", hash } : undefined;
}

const KEY_EXPIRES = 9;
const KEY_FLAGS = 27;
/** Certify, sign; encrypt communication, encrypt storage. */
const SIGNS = 0x03;
const ENCRYPTS = 0x0c;
const CIPHER_PREFERENCES = 11;
const HASH_PREFERENCES = 21;

function signatureUses(body: Buffer, key: Key | undefined): readonly ObjectUse[] {
  const version = body[0] ?? 0;
  const [algorithmAt, hashAt] = version === 3 ? [15, 16] : [2, 3];
  const kind = KEYS[body[algorithmAt] ?? 0];
  const hash = DIGESTS[body[hashAt] ?? 0];
  if (kind === undefined || hash === undefined || version < 3) return [];
  const padding = kind.use.name === "RSA" ? { padding: "PKCS1-v1_5" } : {};
  const use: AlgorithmUse = kind.use.curve === undefined ? { ...kind.use, ...padding, hash } : kind.use;
  const said = `OpenPGP signature, ${judge(use, "sign").algorithm} over ${hash}`;
  const uses: ObjectUse[] = [{ ...other("openpgp.signature", use, "", hash), operation: "sign", snippet: said }];
  if (version === 3) return uses;
  for (const { type, data } of subpackets(body, version)) {
    if (type === KEY_EXPIRES && data.length === 4 && key !== undefined) expire(key, data.readUInt32BE(0));
    if (type === KEY_FLAGS && data.length > 0 && key !== undefined) purpose(key, data[0] ?? 0);
    if (type === CIPHER_PREFERENCES || type === HASH_PREFERENCES) {
      for (const id of data.subarray(0, 16)) {
        const preferred = type === CIPHER_PREFERENCES ? CIPHERS[id] : DIGESTS[id];
        if (preferred === undefined) continue;
        const named = typeof preferred === "string" ? { name: preferred } : preferred;
        uses.push(preference(named));
      }
    }
  }
  return uses;
}

function preference(use: AlgorithmUse): ObjectUse {
  const made = other("openpgp.preference", use, "OpenPGP key accepts", use.name);
  // What a key accepts, not what anyone uses: every GnuPG key of its time names SHA-1 and 3DES last.
  return { ...made, usage: "definition" };
}

/** Hashed subpackets alone: anyone can change the others. */
function* subpackets(body: Buffer, version: number): Generator<{ readonly type: number; readonly data: Buffer }> {
  const wide = version === 6 ? 4 : 2;
  if (4 + wide > body.length) return;
  const end = Math.min(body.length, 4 + wide + body.readUIntBE(4, wide));
  for (let at = 4 + wide; at < end; ) {
    const first = body[at] ?? 0;
    const octets = first < 192 ? 1 : first < 255 ? 2 : 5;
    if (at + octets >= end) return;
    const length =
      octets === 1
        ? first
        : octets === 2
          ? ((first - 192) << 8) + (body[at + 1] ?? 0) + 192
          : body.readUInt32BE(at + 1);
    const start = at + octets;
    if (length === 0 || start + length > end) return;
    yield { type: (body[start] ?? 0) & 0x7f, data: body.subarray(start + 1, start + length) };
    at = start + length;
  }
}

/** The end of a key stands in a signature behind it, in seconds after its creation. */
function expire(key: Key, seconds: number): void {
  const use = key.uses[key.at];
  if (use === undefined || seconds === 0 || use.expires !== undefined) return;
  const expires = new Date((key.created + seconds) * 1000).toISOString();
  key.uses[key.at] = { ...use, expires, snippet: `${use.snippet}, until ${expires.slice(0, 10)}` };
}

/** What an RSA key is for stands in its signature; other algorithms can do one thing alone. */
function purpose(key: Key, flags: number): void {
  const use = key.uses[key.at];
  if (use?.use.name !== "RSA") return;
  const signs = (flags & SIGNS) !== 0;
  if (signs === ((flags & ENCRYPTS) !== 0)) return;
  const operation =
    use.operation === "load" && use.ruleId === "openpgp.secret-key" ? "load" : signs ? "verify" : "encrypt";
  key.uses[key.at] = { ...use, operation, purpose: signs ? "signature" : "key-establishment" };
}

/** Public-key encrypted session key: version 3 names a key of eight octets, version 6 one of its own length. */
function sessionKeyUses(body: Buffer): readonly ObjectUse[] {
  const version = body[0];
  const kind = KEYS[body[version === 6 ? 2 + (body[1] ?? 0) : 9] ?? 0];
  if (kind === undefined || (kind.operation === "verify" && kind.use.name !== "RSA")) return [];
  const use = kind.use.name === "RSA" ? { ...kind.use, padding: "PKCS1-v1_5" } : kind.use;
  const made = other("openpgp.message.recipient", use, "OpenPGP message to a key of", use.name);
  const operation = kind.operation === "verify" ? "encrypt" : kind.operation;
  return [{ ...made, operation, purpose: "key-establishment", usage: "certificate" }];
}

function passwordUses(body: Buffer): readonly ObjectUse[] {
  const version = body[0];
  const at = version === 4 ? 1 : version === 6 ? 2 : undefined;
  if (at === undefined) return [];
  const uses = [CIPHERS[body[at] ?? -1], derivationAt(body, version === 4 ? 2 : 5)];
  return uses.flatMap((use) =>
    use === undefined ? [] : [other("openpgp.message.password", use, "OpenPGP message under a password,", use.name)],
  );
}

function aeadUses(body: Buffer): readonly ObjectUse[] {
  const cipher = CIPHERS[body[1] ?? -1];
  const mode = AEAD_MODES[body[2] ?? 0];
  if (cipher === undefined || mode === undefined) return [];
  return [other("openpgp.message.cipher", { ...cipher, mode }, "OpenPGP message,", mode)];
}

function other(ruleId: string, use: AlgorithmUse, what: string, context: string): ObjectUse {
  const { primitive, algorithm } = judge(use, "unknown");
  const operation = primitive === "kdf" ? "derive" : primitive === "hash" || primitive === "xof" ? "digest" : "encrypt";
  return {
    ruleId,
    use,
    operation,
    usage: "key-material",
    confidence: "high",
    context,
    snippet: `${what} ${algorithm}`,
  };
}
