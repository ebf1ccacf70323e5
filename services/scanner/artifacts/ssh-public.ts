/**
 * SSH public keys and certificates as one line has them: `.pub` files, `authorized_keys`, `known_hosts`, and such lines in
 * any text, and in the blocks of RFC 4716. The base64 says its own type (RFC 4253 section 6.6; OpenSSH PROTOCOL.certkeys), so what stands around it
 * (options, host names, a variable) does not matter.
 */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import { ssh } from "../algorithms/notations/ssh.ts";
import { judge } from "../algorithms/registry.ts";
import type { Artifact, ArtifactUse } from "./artifact.ts";
import { publicKeyUse } from "./openssh-key.ts";
import { digest, type ObjectUse, printable } from "./reading.ts";
import { Strings } from "./ssh-strings.ts";

const MAX_KEYS = 5_000;
/** Characters of one key: RSA with 16,384 bits in a certificate has fewer. */
const MAX_BASE64 = 16_384;
/**
 * A four-byte length below 256, then at least the type and some of a key. What begins a line of its own is a piece of
 * something longer (a private key in PEM holds its public key).
 */
const ENCODED = /(?<![A-Za-z0-9+/=\r\n])AAAA[A-Za-z0-9+/]{48,}={0,2}/g;
/** A public key in a file of its own (RFC 4716): the same base64, in lines below its headers. */
const SSH2_BEGIN = "---- BEGIN SSH2 PUBLIC KEY ----";
const SSH2_END = "---- END SSH2 PUBLIC KEY ----";
/** Characters of a block: headers may have 1,024 each. */
const MAX_BLOCK = 32_768;
/** How the encoded types begin, so that files without any key are not looked at. */
const ANCHORS = [
  "ssh-rsa",
  "ssh-dss",
  "ssh-ed25519",
  "ssh-ed448",
  "ecdsa-sha2-nistp",
  "sk-ssh-ed25519@",
  "sk-ecdsa-sha2-nistp",
  "ssh-rsa-cert-v01@",
  "ssh-dss-cert-v01@",
  "ssh-ed25519-cert-v01@",
  "ecdsa-sha2-nistp256-cert-v01@",
  "ssh-mldsa",
].map((type) => encodedStart(type));

export const sshPublic: Artifact = {
  id: "ssh-public",
  // No names: `.pub` files hold PEM as well, and every kind of key has an anchor.
  extensions: [],
  anchors: [...new Set([...ANCHORS, SSH2_BEGIN])],
  read(bytes, _anchors, wanted = { from: 0, to: bytes.length }) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    const uses: ArtifactUse[] = [];
    let keys = 0;
    for (const { base64, start, end } of encodedKeys(text)) {
      if (start < wanted.from || start >= wanted.to) continue;
      const found = objectUses(Buffer.from(base64, "base64"));
      if (found.length === 0) continue;
      if (++keys > MAX_KEYS) return { uses, error: `more than ${MAX_KEYS} SSH keys: the rest is not read` };
      uses.push(...found.map((use) => ({ ...use, start, end })));
    }
    return { uses };
  },
};

interface EncodedKey {
  readonly base64: string;
  readonly start: number;
  readonly end: number;
}

/** Keys within lines, then those in blocks: the base64 of a block begins its lines, and so is not among the first. */
function* encodedKeys(text: string): Generator<EncodedKey> {
  for (const { 0: base64, index } of text.matchAll(ENCODED)) {
    if (base64.length <= MAX_BASE64) yield { base64, start: index, end: index + base64.length };
  }
  for (let start = text.indexOf(SSH2_BEGIN), next = start; start >= 0; start = next) {
    const from = start + SSH2_BEGIN.length;
    next = text.indexOf(SSH2_BEGIN, from);
    const body = text.slice(from, Math.min(from + MAX_BLOCK, next < 0 ? text.length : next));
    const stop = body.indexOf(SSH2_END);
    if (stop < 0) continue;
    // Header lines have a colon, and go on where a backslash ends them (section 3.3).
    const base64 = body
      .slice(0, stop)
      .replace(/\\\r?\n/g, "")
      .replace(/^[^\n:]{0,200}:[^\n]*$/gm, "");
    yield { base64, start, end: from + stop + SSH2_END.length };
  }
}

/** The first characters that every key of this type has, whatever the length of the type's name. */
function encodedStart(type: string): string {
  const lengths: Readonly<Record<string, number>> = {
    "ecdsa-sha2-nistp": 19,
    "sk-ssh-ed25519@": 26,
    "sk-ecdsa-sha2-nistp": 34,
    "ssh-rsa-cert-v01@": 28,
    "ssh-dss-cert-v01@": 28,
    "ssh-ed25519-cert-v01@": 32,
    "ecdsa-sha2-nistp256-cert-v01@": 40,
    "ssh-mldsa": 12,
  };
  const length = lengths[type] ?? type.length;
  return Buffer.from([0, 0, 0, length, ...Buffer.from(type)])
    .toString("base64")
    .slice(0, Math.floor(((4 + type.length) * 8) / 6));
}

/** None where the bytes are no key that is known. */
function objectUses(blob: Buffer): readonly ObjectUse[] {
  let type = "";
  try {
    type = new Strings(blob, 0).next().toString("latin1");
    if (!/^[a-z][a-z0-9@.-]{2,60}$/.test(type)) return [];
    return /-cert-v01@openssh\.com$/.test(type) ? certificateUses(blob, type) : [publicKey(publicKeyUse(blob), blob)];
  } catch {
    // cut off or edited: the type is all that is sure
    const use = PLAIN_TYPE.test(type) ? ssh.parse(type)[0] : undefined;
    if (use === undefined) return [];
    const { operation: _operation, protocol: _protocol, hash: _hash, padding: _padding, ...key } = use;
    return [{ ...publicKey(key, blob), confidence: "low" }];
  }
}

const PLAIN_TYPE = /^(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521))$/;

function publicKey(use: AlgorithmUse, blob: Buffer): ObjectUse {
  return {
    ruleId: "ssh.public-key",
    use,
    operation: "verify",
    purpose: "signature",
    usage: "key-material",
    confidence: "high",
    context: digest(blob),
    snippet: `SSH public key, ${judge(use, "load").algorithm}`,
  };
}

/** Fields of a key before the serial number of its certificate. */
const KEY_FIELDS: readonly (readonly [RegExp, number])[] = [
  [/^ssh-rsa-/, 2],
  [/^ssh-dss-/, 4],
  [/^ecdsa-/, 2],
  [/^sk-ecdsa-/, 3],
  [/^sk-ssh-ed25519-/, 2],
  [/^ssh-ed(?:25519|448)-/, 1],
];
/** `valid before` of a certificate without an end. */
const FOREVER = 0xffffffffffffffffn;
const LAST_DATE = 8_640_000_000_000n;

function certificateUses(blob: Buffer, type: string): readonly ObjectUse[] {
  const count = KEY_FIELDS.find(([pattern]) => pattern.test(type))?.[1];
  if (count === undefined) return [];
  const fields = new Strings(blob, 0);
  fields.next();
  fields.next();
  const key = Array.from({ length: count }, () => fields.next());
  const serial = fields.number(8);
  fields.number(4);
  const id = printable(fields.next().toString("utf8"), 60);
  fields.next();
  const after = fields.number(8);
  const before = fields.number(8);
  for (let skipped = 0; skipped < 3; skipped++) fields.next();
  const authority = fields.next();
  const plain = plainKey(type.replace(/-cert-v01@openssh\.com$/, ""), key);
  const use = publicKeyUse(plain);
  const signer = publicKeyUse(authority);
  const validFrom = after === 0n ? undefined : timeText(after);
  const expires = before === FOREVER ? undefined : timeText(before);
  const common = {
    usage: "certificate" as const,
    confidence: "high" as const,
    purpose: "signature" as const,
    ...(validFrom !== undefined && { validFrom }),
    ...(expires !== undefined && { expires }),
    serialNumber: String(serial),
    context: digest(plain, String(serial)),
  };
  const until = expires === undefined ? "" : `, until ${expires.slice(0, 10)}`;
  return [
    {
      ...common,
      ruleId: "ssh.certificate.key",
      use,
      operation: "verify",
      snippet: `SSH certificate of ${id}: key ${judge(use, "load").algorithm}${until}`,
    },
    {
      ...common,
      ruleId: "ssh.certificate.signature",
      use: signer,
      operation: "sign",
      snippet: `SSH certificate of ${id}: signed by a ${judge(signer, "load").algorithm} key${until}`,
    },
  ];
}

function timeText(seconds: bigint): string | undefined {
  return seconds > LAST_DATE ? undefined : new Date(Number(seconds) * 1000).toISOString();
}

/** The public key of a certificate, as the blob of a plain key. */
function plainKey(type: string, fields: readonly Buffer[]): Buffer {
  return Buffer.concat(
    [Buffer.from(type), ...fields].flatMap((field) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(field.length);
      return [length, field];
    }),
  );
}
