/** A small repository that says of itself, in `.pqc-audit.yaml`, how it is to be judged. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { commitAll } from "./repository.ts";

const MD5 = "import hashlib\n\ndef name(x):\n    return hashlib.md5(x).hexdigest()\n";
const EXCHANGE =
  "from cryptography.hazmat.primitives.asymmetric import ec\n\ndef agree(mine, theirs):\n    return mine.exchange(ec.ECDH(), theirs)\n";

const SIGNED =
  'import hashlib\nimport companycrypto\n\nALG = "RS256"\ncompanycrypto.sign(hashlib.md5(x).digest(), ALG)\n';
const HASHED = "import com.acme.Crypto;\nclass Names { byte[] of(byte[] x) { return Crypto.hash(x); } }\n";

const POLICY = `version: 1
scopes:
  - { paths: [qa/], scope: test }
dataLifetimes:
  - { paths: [records/], years: 30 }
wrappers:
  - library: companycrypto
    languages: [python]
    models:
      - rule: companycrypto.sign
        calls: [companycrypto.sign]
        algorithm: { from: "1|alg", notation: jose }
        operation: sign
  - library: acme-crypto
    languages: [java]
    models:
      - rule: acme.hash
        calls: ["com.acme.Crypto#hash"]
        algorithm: { value: SHA-1 }
        operation: digest
ignore:
  - { rules: [wrapper.acme.hash], paths: [cache/], reason: names of files }
  - { rules: [python.hashlib.digest], paths: [cache/], reason: names of files, until: 2999-12-31 }
`;

const FILES: Readonly<Record<string, string>> = {
  "cache/names.py": MD5,
  "qa/names.py": MD5,
  "src/names.py": MD5,
  "src/old.py": MD5.replace("()\n", "()  # pqc-audit: ignore until=2999-12-31 legacy\n"),
  "records/agree.py": EXCHANGE,
  "src/agree.py": EXCHANGE,
  "cache/Names.java": HASHED,
  "src/Names.java": HASHED,
  "src/sign.py": SIGNED,
  "qa/sign.py": SIGNED,
  "bin/sign": `#!/usr/bin/env python3\n${SIGNED}`,
  "src/other.go": "package other\n",
};

export interface PolicyRepository {
  readonly folder: string;
  readonly url: string;
  remove(): void;
}

/** `policy` in place of one that is understood. */
export function makePolicyRepository(policy = POLICY): PolicyRepository {
  const folder = mkdtempSync(join(tmpdir(), "pqc-audit-own-policy-"));
  for (const [path, text] of Object.entries({ ...FILES, ".pqc-audit.yaml": policy })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  commitAll(folder);
  return { folder, url: pathToFileURL(folder).href, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
