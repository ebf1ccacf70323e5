/** A git repository of real files nobody here wrote: packages that `npm ci` installed anyway, plus a few of each artifact. */
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const NODE_MODULES = new URL("../../node_modules/", import.meta.url).pathname;

/** Packages with cryptography in them, and large ordinary ones. */
const PACKAGES = [
  "pg",
  "nats",
  "nkeys.js",
  "@grpc/grpc-js",
  "@peculiar/x509",
  "@peculiar/asn1-schema",
  "fastify",
  "kysely",
  "typescript",
  "@aws-sdk/client-s3",
];

export interface RealRepository {
  readonly folder: string;
  readonly url: string;
  readonly files: number;
  remove(): void;
}

export function makeRealRepository(packages: readonly string[] = PACKAGES): RealRepository {
  const folder = mkdtempSync(join(tmpdir(), "pqc-audit-repository-"));
  for (const name of packages) {
    cpSync(join(NODE_MODULES, name), join(folder, "packages", name), { recursive: true, dereference: true });
  }
  plant(folder);
  commitAll(folder);
  const files = execFileSync("git", ["ls-files"], { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 })
    .trim()
    .split("\n").length;
  return {
    folder,
    url: pathToFileURL(folder).href,
    files,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Makes a folder a repository of one commit, with all that lies in it. */
export function commitAll(folder: string): void {
  git(folder, "init", "--quiet", "--initial-branch=main");
  git(folder, "add", "--all", "--force");
  git(folder, "commit", "--quiet", "--message", "real files");
}

/** A commit more with these files, by path; how many they are, and how they go again. */
export function plantFiles(folder: string, texts: Readonly<Record<string, string>>) {
  for (const [path, text] of Object.entries(texts)) writeFileSync(join(folder, path), text);
  git(folder, "add", "--", ...Object.keys(texts));
  git(folder, "commit", "--quiet", "--message", "planted");
  return {
    files: Object.keys(texts).length,
    remove: () => git(folder, "reset", "--quiet", "--hard", "HEAD~1"),
  };
}

function git(folder: string, ...args: readonly string[]): void {
  execFileSync("git", ["-c", "user.name=test", "-c", "user.email=test@example.org", ...args], {
    cwd: folder,
    stdio: "pipe",
  });
}

/** Every language of the catalogue, keys made here, a copy of each (one blob, two paths), and what must be skipped. */
function plant(folder: string): void {
  const sources = join(folder, "src");
  const copies = join(folder, "tests", "copy");
  for (const each of [sources, copies]) {
    mkdirSync(each, { recursive: true });
    writeFileSync(join(each, "tokens.py"), "import hashlib\n\ndef token(x):\n    return hashlib.md5(x).hexdigest()\n");
    writeFileSync(
      join(each, "Keys.java"),
      'import java.security.KeyPairGenerator;\nclass Keys {\n  static final String ALG = "RSA";\n  Object make() throws Exception {\n    KeyPairGenerator g = KeyPairGenerator.getInstance(ALG);\n    g.initialize(2048);\n    return g.generateKeyPair();\n  }\n}\n',
    );
    writeFileSync(
      join(each, "sum.go"),
      'package sum\n\nimport "crypto/sha1"\n\nfunc Sum(b []byte) [20]byte { return sha1.Sum(b) }\n',
    );
    writeFileSync(join(each, "tls.c"), "#include <openssl/evp.h>\nconst EVP_MD *md(void) { return EVP_sha1(); }\n");
  }
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(sources, "service.pem"), publicKey.export({ type: "spki", format: "pem" }));
  writeFileSync(
    join(sources, "latin1.py"),
    Buffer.from("import hashlib\nname = 'caf\xe9'\nhashlib.sha1(b'')\n", "latin1"),
  );
  writeFileSync(join(sources, "image.bin"), Buffer.from([1, 0, 2, 0, 3]));
  symlinkSync("tokens.py", join(sources, "link.py"));
  mkdirSync(join(folder, "node_modules", "left-out"), { recursive: true });
  writeFileSync(join(folder, "node_modules", "left-out", "index.js"), "require('crypto').createHash('md5');\n");
}
