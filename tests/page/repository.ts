/** A repository with a past, and names and lines in it that a careless page would run. */
import "reflect-metadata";
import { execFileSync } from "node:child_process";
import { webcrypto } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { X509CertificateGenerator } from "@peculiar/x509";

/** Runs where a page takes a path for markup. */
export const HOSTILE_PATH = `src/<img src=x onerror="document.title='owned'">.py`;
const HOSTILE_LINE = `hashlib.md5(b"</code><script>document.title='owned'</script>")`;

const DAY_MS = 86_400_000;
const SIGNING = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

const RSA = "from cryptography.hazmat.primitives.asymmetric import rsa\n";

/** What each commit changes: the text of a path, or that it goes. */
const PAST: readonly Readonly<Record<string, string | undefined>>[] = [
  {
    "src/keys.py": `${RSA}key = rsa.generate_private_key(public_exponent=65537, key_size=1024)\n`,
    "src/tokens.py": "import hashlib\n\ndef token(x):\n    return hashlib.md5(x).hexdigest()\n",
    "src/Signer.java":
      'import java.security.*;\nclass Signer {\n  Object a() throws Exception { return KeyPairGenerator.getInstance("EC"); }\n  Object b() throws Exception { return Signature.getInstance("SHA1withRSA"); }\n}\n',
    "src/sum.go": 'package sum\n\nimport "crypto/sha1"\n\nfunc Sum(b []byte) [20]byte { return sha1.Sum(b) }\n',
  },
  {
    "src/legacy.py": "from Crypto.Cipher import DES3\ncipher = DES3.new(b'k', DES3.MODE_ECB)\n",
    [HOSTILE_PATH]: `import hashlib\n${HOSTILE_LINE}\n`,
    "tests/test_keys.py": `${RSA}key = rsa.generate_private_key(public_exponent=65537, key_size=2048)\n`,
  },
  {
    "src/keys.py": `${RSA}key = rsa.generate_private_key(public_exponent=65537, key_size=3072)\n`,
    "src/sum.go": 'package sum\n\nimport "crypto/sha256"\n\nfunc Sum(b []byte) [32]byte { return sha256.Sum256(b) }\n',
  },
  {
    "src/legacy.py": undefined,
    "src/agreement.go": 'package agreement\n\nimport "crypto/ecdh"\n\nfunc Curve() ecdh.Curve { return ecdh.P256() }\n',
  },
];

export interface PastRepository {
  readonly folder: string;
  readonly url: string;
  /** Makes the next commit of its past; false where there is none any more. */
  commit(): boolean;
  remove(): void;
}

export function makePastRepository(name: string): PastRepository {
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-past-"));
  const folder = join(root, "payments", name);
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet", "--initial-branch=main");
  let made = 0;
  return {
    folder: root,
    url: pathToFileURL(folder).href,
    commit() {
      const changes = PAST[made];
      if (changes === undefined) return false;
      for (const [path, text] of Object.entries(changes)) {
        const file = join(folder, path);
        mkdirSync(dirname(file), { recursive: true });
        if (text === undefined) rmSync(file);
        else writeFileSync(file, text);
      }
      git(folder, "add", "--all");
      git(folder, "commit", "--quiet", "--message", `commit ${++made}`);
      return true;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

export interface BusyRepository extends Pick<PastRepository, "folder" | "url" | "remove"> {
  /** How many are to be found in it, and how many of them of severity medium. */
  readonly findings: number;
  readonly medium: number;
}

/** A repository of so many files, no two alike, that its scan can be watched. */
export function makeBusyRepository(name: string, files: number): BusyRepository {
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-busy-"));
  const folder = join(root, "logistics", name);
  mkdirSync(join(folder, "src"), { recursive: true });
  git(folder, "init", "--quiet", "--initial-branch=main");
  const keys = Math.floor(files / 10);
  for (let at = 0; at < files; at++) {
    const text =
      at < keys
        ? `${RSA}key_${at} = rsa.generate_private_key(public_exponent=65537, key_size=2048)\n`
        : `import hashlib\n\ndef name_${at}(x):\n    return hashlib.md5(x).hexdigest()\n`;
    writeFileSync(join(folder, "src", `part_${at}.py`), text);
  }
  writeFileSync(join(folder, "CODEOWNERS"), `* @${name}-team\n`);
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "parts");
  return {
    folder: root,
    url: pathToFileURL(folder).href,
    findings: files,
    medium: files - keys,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A repository with a certificate that expires in so many days. */
export async function makeCertificateRepository(
  name: string,
  days: number,
): Promise<Pick<PastRepository, "folder" | "url" | "remove">> {
  const root = mkdtempSync(join(tmpdir(), "pqc-audit-certificate-"));
  const folder = join(root, "edge", name);
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "--quiet", "--initial-branch=main");
  const keys = await webcrypto.subtle.generateKey(SIGNING, true, ["sign", "verify"]);
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: "01",
    name: "CN=gateway",
    keys,
    signingAlgorithm: SIGNING,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + days * DAY_MS),
  });
  writeFileSync(join(folder, "gateway.pem"), made.toString("pem"));
  git(folder, "add", "--all");
  git(folder, "commit", "--quiet", "--message", "a certificate");
  return {
    folder: root,
    url: pathToFileURL(folder).href,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
    cwd: folder,
    stdio: "pipe",
  });
}
