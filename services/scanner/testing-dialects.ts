/** How hostile sources are spelled in each language: enough to state the same shape in all of them. */

export interface Dialect {
  readonly language: string;
  /** Imports and whatever must stand before statements. */
  readonly head: string;
  readonly tail?: string;
  /** A text or number that names an algorithm or a size. */
  readonly literal: string;
  /** A modelled call whose algorithm or size is the given expression, as an expression. */
  use(expression: string): string;
  /** A modelled call to which calls are chained. */
  readonly chain: { readonly first: string; readonly link: string };
  constant(name: string, expression: string): string;
  assign(name: string, expression: string): string;
  statement(expression: string): string;
  /** A function of one parameter `p`. */
  function(name: string, body: string): string;
  block(body: string): string;
  choice(condition: string, yes: string, no: string): string;
  readonly join: string;
  readonly comment: string;
  /** An import that gives the modelled name another one, where the language has it. */
  alias?(name: string): string;
}

export const semicolon = (expression: string): string => `${expression};`;
export const braces = (body: string): string => `{ ${body} }`;
export const question = (condition: string, yes: string, no: string): string => `${condition} ? ${yes} : ${no}`;

const javascript: Dialect = {
  language: "javascript",
  head: "const crypto = require('crypto');\n",
  literal: "'md5'",
  use: (expression) => `crypto.createHash(${expression})`,
  chain: { first: "crypto.createHash('md5')", link: ".update(x)" },
  constant: (name, expression) => `const ${name} = ${expression};`,
  assign: (name, expression) => `${name} = ${expression};`,
  statement: semicolon,
  function: (name, body) => `function ${name}(p) { ${body} }`,
  block: braces,
  choice: question,
  join: " + ",
  comment: "/*",
  alias: (name) => `const { createHash: ${name} } = require('crypto');`,
};

const c: Dialect = {
  language: "c",
  head: "#include <openssl/evp.h>\n#include <openssl/sha.h>\nvoid run(void) {\n",
  tail: "\n}\n",
  literal: '"MD5"',
  use: (expression) => `EVP_get_digestbyname(${expression})`,
  chain: { first: "MD5(a, b, c)", link: "->update(x)" },
  constant: (name, expression) => `const char *${name} = ${expression};`,
  assign: (name, expression) => `${name} = ${expression};`,
  statement: semicolon,
  function: (name, body) => `int ${name}(const char *p) { ${body} }`,
  block: braces,
  choice: question,
  join: " ",
  comment: "/*",
};

export const typescript: Dialect = {
  ...javascript,
  language: "typescript",
  head: "import crypto from 'crypto';\n",
};

export const WRITTEN_DIALECTS: readonly Dialect[] = [
  javascript,
  typescript,
  { ...typescript, language: "tsx" },
  c,
  { ...c, language: "cpp" },
  {
    ...c,
    language: "objc",
    head: "#import <CommonCrypto/CommonHMAC.h>\n#import <CommonCrypto/CommonDigest.h>\nvoid run(void) {\n",
    literal: "kCCHmacAlgMD5",
    use: (expression) => `CCHmac(${expression}, k, n, d, m, o)`,
    chain: { first: "CC_MD5(a, b, c)", link: "->update(x)" },
    constant: (name, expression) => `const int ${name} = ${expression};`,
  },
  {
    language: "python",
    head: "import hashlib\n",
    literal: "'md5'",
    use: (expression) => `hashlib.new(${expression})`,
    chain: { first: "hashlib.md5(x)", link: ".update(x)" },
    constant: (name, expression) => `${name} = ${expression}`,
    assign: (name, expression) => `${name} = ${expression}`,
    statement: (expression) => expression,
    function: (name, body) => `def ${name}(p): ${body}`,
    block: (body) => `(lambda: [${body}])()`,
    choice: (condition, yes, no) => `${yes} if ${condition} else ${no}`,
    join: " + ",
    comment: '"""',
    alias: (name) => `from hashlib import new as ${name}`,
  },
  {
    language: "java",
    head: "import java.security.*;\nclass A { void run(boolean x) throws Exception {\n",
    tail: "\n} }\n",
    literal: '"RSA"',
    use: (expression) => `KeyPairGenerator.getInstance(${expression})`,
    chain: { first: 'MessageDigest.getInstance("MD5")', link: ".update(x)" },
    constant: (name, expression) => `final String ${name} = ${expression};`,
    assign: (name, expression) => `${name} = ${expression};`,
    statement: semicolon,
    function: (name, body) => `class C${name} { void ${name}(String p) { ${body} } }`,
    block: braces,
    choice: question,
    join: " + ",
    comment: "/*",
  },
  {
    language: "go",
    head: 'package a\nimport ("crypto/rsa"; "crypto/rand"; "crypto/md5")\nfunc run() {\n',
    tail: "\n}\n",
    literal: "2048",
    use: (expression) => `rsa.GenerateKey(rand.Reader, ${expression})`,
    chain: { first: "md5.New()", link: ".Sum(x)" },
    constant: (name, expression) => `const ${name} = ${expression}`,
    assign: (name, expression) => `${name} := ${expression}`,
    statement: (expression) => expression,
    function: (name, body) => `${name} := func(p int) { ${body} }`,
    block: braces,
    choice: (condition, yes, no) => `pick(${condition}, ${yes}, ${no})`,
    join: " + ",
    comment: "/*",
  },
];
