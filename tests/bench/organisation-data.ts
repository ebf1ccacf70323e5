/** What a made-up organisation holds: the same in every run. Repositories differ as real ones do: a few are large, most are small. */
import { createHash } from "node:crypto";
import type { BlobKey } from "@pqc-audit/platform/ports/ledger.ts";
import type { Fact } from "@pqc-audit/scanner/fact.ts";

/** Numbers in [0, 1), the same in every run (mulberry32). */
export function drawing(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Algorithm = Pick<Fact, "algorithm" | "family" | "primitive" | "purpose" | "operation" | "quantum" | "classical"> &
  Partial<Pick<Fact, "keySize" | "curve" | "resolved">>;

const broken = { quantum: "broken", classical: "ok" } as const;
const weak = { quantum: "weakened", classical: "broken" } as const;
const safe = { quantum: "safe", classical: "ok" } as const;
const signing = { primitive: "signature", purpose: "signature", operation: "sign" } as const;
const agreeing = { primitive: "key-agree", purpose: "key-establishment", operation: "key-agreement" } as const;
const encrypting = { primitive: "pke", purpose: "encryption", operation: "encrypt" } as const;
const cipher = { primitive: "block-cipher", purpose: "encryption", operation: "encrypt" } as const;
const hashing = { primitive: "hash", purpose: "hash", operation: "digest" } as const;

/** Most common first. */
export const ALGORITHMS: readonly Algorithm[] = [
  { algorithm: "SHA-256", family: "SHA-2", ...hashing, ...safe },
  { algorithm: "MD5", family: "MD5", ...hashing, ...weak },
  { algorithm: "SHA-1", family: "SHA-1", ...hashing, ...weak },
  { algorithm: "AES-256-GCM", family: "AES", keySize: 256, ...cipher, ...safe },
  { algorithm: "RSA-2048", family: "RSA", keySize: 2048, ...signing, ...broken },
  { algorithm: "ECDSA-P-256", family: "ECDSA", curve: "P-256", ...signing, ...broken },
  { algorithm: "RSA", family: "RSA", resolved: false, ...encrypting, ...broken },
  { algorithm: "ECDH-P-256", family: "ECDH", curve: "P-256", ...agreeing, ...broken },
  { algorithm: "X25519", family: "ECDH", curve: "Curve25519", ...agreeing, ...broken },
  { algorithm: "AES-128-CBC", family: "AES", keySize: 128, ...cipher, quantum: "weakened", classical: "ok" },
  { algorithm: "SHA-512", family: "SHA-2", ...hashing, ...safe },
  { algorithm: "Ed25519", family: "EdDSA", curve: "Ed25519", ...signing, ...broken },
  { algorithm: "RSA-4096", family: "RSA", keySize: 4096, ...signing, ...broken },
  { algorithm: "RSA-1024", family: "RSA", keySize: 1024, ...encrypting, quantum: "broken", classical: "weak" },
  { algorithm: "DH-2048", family: "DH", keySize: 2048, ...agreeing, ...broken },
  { algorithm: "3DES", family: "3DES", ...cipher, ...weak },
  { algorithm: "AES-128-ECB", family: "AES", keySize: 128, ...cipher, quantum: "weakened", classical: "weak" },
  { algorithm: "RC4", family: "RC4", ...cipher, ...weak },
  { algorithm: "DSA-2048", family: "DSA", keySize: 2048, ...signing, ...broken },
  { algorithm: "X25519MLKEM768", family: "ML-KEM", ...agreeing, quantum: "hybrid", classical: "ok" },
  { algorithm: "ML-KEM-768", family: "ML-KEM", ...agreeing, quantum: "post-quantum", classical: "ok" },
];

const LIBRARIES = [
  ["python", "python.hashlib", "py"],
  ["java", "java.jca", "java"],
  ["javascript", "node.crypto", "js"],
  ["go", "go.crypto", "go"],
  ["c", "openssl", "c"],
  ["python", "python.cryptography", "py"],
  ["java", "bouncycastle", "java"],
  ["csharp", "dotnet", "cs"],
  ["rust", "ring", "rs"],
  ["php", "openssl.php", "php"],
] as const;

/** Small numbers far more often than large ones. */
function skewed(draw: () => number, below: number): number {
  return Math.floor(below * draw() ** 2.5);
}

export interface Content extends BlobKey {
  readonly ending: string;
  readonly facts: readonly Fact[];
}

/** Contents that repositories hold; many hold the same. */
export function contentsOf(count: number): readonly Content[] {
  const draw = drawing(7);
  return Array.from({ length: count }, (_, number) => {
    const blob = createHash("sha1").update(`content ${number}`).digest("hex");
    if (draw() < 0.03) return { blob, kind: "x509", ending: "pem", facts: [certificate(draw, number)] };
    const [language, library, ending] = LIBRARIES[skewed(draw, LIBRARIES.length)] ?? LIBRARIES[0];
    const facts = Array.from({ length: 1 + skewed(draw, 24) }, (_, at) =>
      use(draw, { language, library, line: 3 * at + 1, number }),
    );
    return { blob, kind: language, ending, facts };
  });
}

function use(
  draw: () => number,
  place: { readonly language: string; readonly library: string; readonly line: number; readonly number: number },
): Fact {
  const { language, library, line, number } = place;
  const algorithm = ALGORITHMS[skewed(draw, ALGORITHMS.length)] ?? ALGORITHMS[0];
  if (!algorithm) throw new RangeError("there are no algorithms");
  const snippet = `value = ${library}.${algorithm.algorithm.toLowerCase()}(material, options)  # ${number}`;
  return {
    resolved: true,
    ...algorithm,
    ruleId: `${library}.${algorithm.operation}`,
    library,
    language,
    usage: draw() < 0.06 ? "definition" : draw() < 0.1 ? "configuration" : "call",
    confidence: "high",
    line,
    column: 9,
    endLine: line,
    endColumn: 9 + snippet.length,
    snippet,
    fingerprint: createHash("sha256").update(`${number} ${line}`).digest("hex").slice(0, 32),
    ...(draw() < 0.02 && { ignore: { rules: [], reason: "checked by security" } }),
  };
}

function certificate(draw: () => number, number: number): Fact {
  const expires = new Date(Date.UTC(2026, 0, 1) + Math.floor(draw() * 2_000) * 86_400_000).toISOString();
  return { ...use(draw, { language: "x509", library: "x509", line: 1, number }), usage: "certificate", expires };
}

export interface RepositoryPlan {
  readonly target: string;
  readonly team: string;
  readonly tags: readonly string[];
  readonly findings: number;
}

/** The first is a monorepo with a quarter of all findings. */
export function repositoriesOf(count: number, findings: number): readonly RepositoryPlan[] {
  const draw = drawing(11);
  const weights = Array.from({ length: count - 1 }, () => 0.02 + draw() ** 6);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const rest = findings * 0.75;
  return [findings / 4, ...weights.map((weight) => Math.max(1, (rest * weight) / all))].map((own, number) => ({
    target: number === 0 ? "https://git.example.org/platform/monorepo" : targetOf(number, draw),
    team: `team-${String(skewed(draw, 60)).padStart(2, "0")}`,
    tags: ["pci", "internet", "internal", "legacy"].filter(() => draw() < 0.25),
    findings: Math.round(own),
  }));
}

function targetOf(number: number, draw: () => number): string {
  const group = ["payments", "platform", "mobile", "data", "infra", "labs"][Math.floor(draw() * 6)] ?? "labs";
  return `https://git.example.org/${group}/service-${String(number).padStart(4, "0")}`;
}

const FOLDERS = ["src", "src/core", "lib", "tests", "vendor/third-party", "examples", "docs", "services/api", "tools"];

/** Paths with what they hold, in the order of their names, until there are as many findings as planned. */
export function filesOf(
  { findings }: RepositoryPlan,
  contents: readonly Content[],
  seed: number,
): readonly { readonly path: string; readonly content: Content }[] {
  const draw = drawing(seed);
  const files: { path: string; content: Content }[] = [];
  for (let left = findings; left > 0; ) {
    const content = contents[Math.floor(draw() * contents.length)];
    if (!content) break;
    const folder = FOLDERS[skewed(draw, FOLDERS.length)];
    const module = `module-${String(Math.floor(draw() * Math.max(3, findings / 500))).padStart(3, "0")}`;
    files.push({ path: `${folder}/${module}/file-${files.length}.${content.ending}`, content });
    left -= content.facts.length;
  }
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
