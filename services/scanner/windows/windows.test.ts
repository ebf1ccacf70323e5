import { generateKeyPairSync } from "node:crypto";
import { expect, test, vi } from "vitest";
import { openpgpKey } from "../artifacts/testing-keystores.ts";
import { Engine, GAP } from "../engine.ts";
import type { Outcome } from "../fact.ts";
import { LARGEST_PARSED_BYTES } from "./limits.ts";
import { type LargeContent, type WindowShape, windowBytes, windowsOf } from "./windows.ts";

const SHAPE: WindowShape = { head: 64, before: 512, core: 1024, behind: 1024 };
const engine = new Engine();

// Hundreds of scans each, on a machine that may do much else.
vi.setConfig({ testTimeout: 120_000 });

function contentOf(bytes: Uint8Array): LargeContent {
  return {
    length: bytes.length,
    read(target, from) {
      const piece = bytes.subarray(from, from + target.length);
      target.set(piece);
      return piece.length;
    },
  };
}

async function whole(kind: string, bytes: Uint8Array): Promise<Outcome | undefined> {
  const region = engine.reserve(bytes.length + GAP);
  region.set(bytes);
  region.fill(0, bytes.length, bytes.length + GAP);
  const [outcome] = await engine.scan(region, [{ kind, offset: 0, length: bytes.length }]);
  return outcome;
}

const inWindows = (kind: string, bytes: Uint8Array): Promise<Outcome> =>
  engine.scanLarge(kind, contentOf(bytes), SHAPE);

/** Lines with characters of one to four bytes. */
const FILLING = "plain text \u00e9 \u20ac \u{1f600} and more of it\n";

/** A text of `size` bytes and what is left of a character: lines, none of which says anything. */
function filling(size: number): Buffer {
  const lines = Buffer.from(FILLING.repeat(Math.ceil(size / FILLING.length)));
  const cut = lines.subarray(0, Math.max(0, size - 1));
  return Buffer.concat([Buffer.from(cut.toString("utf8").replace(/\ufffd+$/, "")), Buffer.from("\n")]);
}

const pem = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({ type: "spki", format: "pem" });
const sshBlob = Buffer.concat([
  Buffer.from("0000000b7373682d65643235353139", "hex"),
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 9),
]).toString("base64");
const armor = `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${(openpgpKey.toString("base64").match(/.{1,64}/g) ?? []).join("\n")}\n-----END PGP PUBLIC KEY BLOCK-----\n`;

const FINDINGS: Readonly<Record<string, readonly [kind: string, text: string]>> = {
  "a PEM block": ["pki", String(pem)],
  "a PEM block in a log": ["prose", String(pem)],
  "an SSH key": ["sniff", `ssh-ed25519 ${sshBlob} somebody\n`],
  "a PuTTY key": ["putty", `PuTTY-User-Key-File-2: ssh-ed25519\nEncryption: aes256-cbc\nPublic-Lines: 1\n${sshBlob}\n`],
  "an OpenPGP key": ["openpgp", armor],
  "a JSON Web Key": ["sniff", '{"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}\n'],
  "a DNS record": ["dns-records", "a.example. 1 IN DS 12345 8 1 0123456789ABCDEF0123456789ABCDEF01234567\n"],
  "settings in a block": [
    "sniff",
    "server {\n  ssl_protocols TLSv1 TLSv1.2;\n  ssl_ecdh_curve X25519:prime256v1;\n}\n",
  ],
  "a dependency": [
    "sniff+package-lock",
    '    "node_modules/elliptic": {\n      "version": "6.5.4",\n      "resolved": "https://x/"\n    },\n',
  ],
  "a command line": ["sniff", "script:\n  - openssl genrsa -out key.pem 2048\n"],
};

test.each(Object.entries(FINDINGS))("%s is found once wherever a seam cuts it", async (_name, [kind, text]) => {
  const length = Buffer.byteLength(text);
  const seam = 2 * SHAPE.core;
  let facts = 0;
  for (let at = seam - length - 8; at <= seam + 8; at += length > 400 ? 7 : 1) {
    const bytes = Buffer.concat([filling(at), Buffer.from(text), filling(3 * SHAPE.core)]);
    const expected = await whole(kind, bytes);
    expect([at, await inWindows(kind, bytes)]).toEqual([at, expected]);
    if (expected?.status === "scanned") facts += expected.facts.length;
  }
  expect(facts).toBeGreaterThan(50);
});

test("lines and columns are right in one line without end, and behind lines of any length", async () => {
  const key = `ssh-ed25519 ${sshBlob}`;
  for (const separator of [" ", "\n", "\r\n", "\u20ac ", "\u{1f600} "]) {
    const bytes = Buffer.from(
      Array.from({ length: 60 }, (_, k) => `${"x\u00e9".repeat(k * 7)} ${key}`).join(separator),
    );
    const outcome = await inWindows("sniff", bytes);
    expect(outcome).toEqual(await whole("sniff", bytes));
    expect(outcome).toMatchObject({ facts: { length: 60 } });
  }
});

test.each(["utf-16le", "utf-16be"])("a text in %s is read as the same text in UTF-8", async (encoding) => {
  const text = `\ufeff${FILLING.repeat(40)}${pem}${FILLING.repeat(200)}${pem}${FILLING}`;
  const bytes = Buffer.from(text, "utf16le");
  if (encoding === "utf-16be") bytes.swap16();
  const outcome = await inWindows("sniff", bytes);
  expect(outcome).toEqual(await whole("sniff", Buffer.from(bytes)));
  expect(outcome).toMatchObject({ facts: [{ line: 41 }, { line: 245 }] });
});

test("the cores of the windows are the content, whatever its length", () => {
  const region = new Uint8Array(windowBytes(SHAPE));
  for (let size = 0; size < 4 * SHAPE.core; size += 61) {
    const bytes = filling(size);
    const cores: Buffer[] = [];
    for (const { core, length } of windowsOf(contentOf(bytes), region, SHAPE)) {
      expect(length).toBeLessThanOrEqual(region.length);
      cores.push(Buffer.from(region.subarray(core.from, core.to)));
    }
    expect(Buffer.concat(cores).equals(bytes)).toBe(true);
  }
});

test("a block that is malformed is an error once, one that a seam cuts is none", async () => {
  const seam = 2 * SHAPE.core;
  const damaged = String(pem).replace(/\n.{20}/, "\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQc");
  for (let at = seam - 300; at < seam + 20; at += 7) {
    const bytes = Buffer.concat([filling(at), Buffer.from(damaged), filling(2 * SHAPE.core)]);
    expect(await inWindows("pki", bytes)).toMatchObject({
      status: "scanned",
      error: expect.stringMatching(/malformed/),
    });
  }
});

/** By language: what opens a text or comment that goes over lines, and what closes it. */
const OPENINGS: readonly (readonly [language: string, open: string, close: string, head: string, use: string])[] = [
  ["dart", "/* ", " */", "import 'package:crypto/crypto.dart';\n", "var h = md5.convert(x);"],
  ["dart", 'var s = """', '""";', "import 'package:crypto/crypto.dart';\n", "var h = md5.convert(x);"],
  ["swift", "/* /* ", " */ */", "import CryptoKit\n", "let h = Insecure.MD5.hash(data: x)"],
  ["perl", "\n=pod\n", "\n=cut\n", "use Digest::MD5 qw(md5_hex);\n", "my $h = md5_hex($x);"],
  ["perl", "my $s = <<'END';\n", "\nEND\n", "use Digest::MD5 qw(md5_hex);\n", "my $h = md5_hex($x);"],
];

test.each(OPENINGS)("%s: what %j opens stays open over a seam", async (language, open, close, head, use) => {
  const seam = 3 * SHAPE.core;
  for (let at = seam - 700; at < seam + 100; at += 61) {
    const lines = `${use}\n`.repeat(40);
    const before = "x = 1;\n".repeat((at - head.length - lines.length) / 7);
    const bytes = Buffer.from(`${head}${lines}${before}${open}\n${use}\n${use}\n${close}\n${use}\n${lines}`);
    const expected = await whole(language, bytes);
    expect([at, await inWindows(language, bytes)]).toEqual([at, expected]);
    expect(expected).toMatchObject({ facts: { length: 81 } });
  }
});

test("a text without end is said, and what is behind it is not read", async () => {
  const bytes = Buffer.from(`import 'package:crypto/crypto.dart';\nvar h = md5.convert(x);\n/* ${"x\n".repeat(5000)}`);
  expect(await inWindows("dart", bytes)).toMatchObject({
    status: "scanned",
    facts: [{ line: 2 }],
    error: expect.stringMatching(/what is behind is not read/),
  });
});

test("one object too large for a window is read as far as it reaches, and that is said", async () => {
  const bytes = Buffer.concat([Buffer.from("feedfeed0000000200000001", "hex"), Buffer.alloc(9000, 1)]);
  expect(await inWindows("java-keystore", bytes)).toMatchObject({
    status: "scanned",
    facts: [{ ruleId: "keystore.java.integrity" }],
    error: `one object of ${bytes.length} bytes: its first ${SHAPE.core + SHAPE.behind} are read`,
  });
});

test("the number of findings is bounded, and what is left out is said", async () => {
  const line = `ssh-ed25519 ${sshBlob}\n`;
  const outcome = await engine.scanLarge("sniff", contentOf(Buffer.from(line.repeat(21_000))), {
    ...SHAPE,
    core: 100_000,
  });
  expect(outcome).toMatchObject({
    facts: { length: 20_000 },
    error: expect.stringMatching(/^more than 20000 findings/),
  });
});

test("binary contents are none of ours, a source is parsed whole up to a limit", async () => {
  expect(await inWindows("sniff", Buffer.alloc(9000))).toEqual({ status: "skipped", reason: "binary" });
  const source = Buffer.from(`import hashlib\n${"x = 1\n".repeat(2000)}hashlib.md5()\n`);
  expect(await inWindows("python", source)).toMatchObject({ facts: [{ line: 2002, algorithm: "MD5" }] });
  const endless = { length: LARGEST_PARSED_BYTES + 1, read: contentOf(source).read };
  expect(await engine.scanLarge("python", endless, SHAPE)).toEqual({ status: "skipped", reason: "too-large" });
});
