/** A small source for each oracle: what it must list of it, and what a scan makes of that. */
export interface Sample {
  readonly language: string;
  /** Kind of the file, as the scanner names it. */
  readonly kind: string;
  readonly file: string;
  readonly source: string;
  /** Line and function of every call, in order. */
  readonly lists: readonly string[];
  /** Parameters among them that the source spells out and a finding shows. */
  readonly literals: number;
}

const lines = (...all: string[]): string => `${all.join("\n")}\n`;

export const SAMPLES: readonly Sample[] = [
  {
    language: "go",
    kind: "go",
    file: "a/keys.go",
    source: lines(
      "package keys",
      'import ("crypto/hmac"; "crypto/rand"; "crypto/rsa"; digest "crypto/sha256"; . "crypto/md5")',
      "const bits = 1 << 11",
      "func f(key []byte, n int) {",
      "\trsa.GenerateKey(rand.Reader, bits)",
      "\trsa.GenerateKey(rand.Reader, n)",
      "\thmac.New(digest.New,",
      "\t\tkey).Write(Sum(key)[:])",
      "\tdigest := other{}",
      "\tdigest.Sum256(key)",
      "}",
    ),
    lists: ["5 crypto/rsa.GenerateKey", "6 crypto/rsa.GenerateKey", "7 crypto/hmac.New", "8 crypto/md5.Sum"],
    literals: 2,
  },
  {
    language: "python",
    kind: "python",
    file: "a/keys.py",
    source: lines(
      "import hashlib as h",
      "from cryptography.hazmat.primitives.asymmetric import rsa as keys",
      "try:",
      "    from Crypto.Cipher import AES",
      "except ImportError:",
      "    from Cryptodome.Cipher import AES",
      "SIZE = 1024",
      "def f(name, key):",
      '    h.new("md5")',
      "    h.new(name)",
      "    keys.generate_private_key(public_exponent=65537, key_size=SIZE)",
      "    AES.new(key, AES.MODE_CBC)",
      "def g(h):",
      "    h.md5()",
    ),
    lists: [
      "9 hashlib.new",
      "10 hashlib.new",
      "11 cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key",
      "12 Crypto.Cipher.AES.new or Cryptodome.Cipher.AES.new",
    ],
    literals: 3,
  },
];
