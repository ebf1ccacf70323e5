/** How hostile sources are spelled in the languages that are read by lexical rules. */
import type { Dialect } from "./testing-dialects.ts";

export const LEXICAL_DIALECTS: readonly Dialect[] = [
  {
    language: "swift",
    head: "import CryptoSwift\nfunc run(x: Bool) {\n",
    tail: "\n}\n",
    literal: "1024",
    use: (expression) => `RSA(keySize: ${expression})`,
    chain: { first: "MD5()", link: ".update(x)" },
    constant: (name, expression) => `let ${name} = ${expression}`,
    assign: (name, expression) => `${name} = ${expression}`,
    statement: (expression) => expression,
    function: (name, body) => `func ${name}(_ p: Int) { ${body} }`,
    block: (body) => `{ ${body} }`,
    choice: (condition, yes, no) => `${condition} ? ${yes} : ${no}`,
    join: " + ",
    comment: "/*",
  },
  {
    language: "dart",
    head: "import 'package:pointycastle/export.dart';\nvoid run(bool x) {\n",
    tail: "\n}\n",
    literal: "'MD5'",
    use: (expression) => `Digest(${expression})`,
    chain: { first: "MD5Digest()", link: "..update(x)" },
    constant: (name, expression) => `const ${name} = ${expression};`,
    assign: (name, expression) => `var ${name} = ${expression};`,
    statement: (expression) => `${expression};`,
    function: (name, body) => `void ${name}(String p) { ${body} }`,
    block: (body) => `{ ${body} }`,
    choice: (condition, yes, no) => `${condition} ? ${yes} : ${no}`,
    join: " + ",
    comment: "/*",
  },
];
