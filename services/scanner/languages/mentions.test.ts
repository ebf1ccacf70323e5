import { expect, test } from "vitest";
import { Engine } from "../engine.ts";
import { factsOfCode } from "../matching/examples.ts";
import { catalogueOf } from "../models/catalogue.ts";
import type { Library } from "../models/model.ts";

const versions: Library = {
  library: "test.versions",
  title: "test",
  languages: ["python", "c", "java", "kotlin", "csharp", "javascript", "go", "php"],
  anchors: ["TLS1_2_VERSION", "Versions"],
  sources: ["here"],
  models: [
    {
      rule: "test.versions.name",
      title: "A version",
      names: ["TLS1_2_VERSION", "versions.TLS1_2_VERSION", "Versions.TLS1_2_VERSION", "p.Versions.TLS1_2_VERSION"],
      algorithm: { value: "TLS" },
      operation: "handshake",
      usage: "configuration",
      examples: [],
    },
  ],
};
const engine = new Engine(catalogueOf([versions]));

test.each([
  ["python", "import versions\nctx.use(versions.TLS1_2_VERSION)\n", "configuration"],
  ["python", "import versions\nif v == versions.TLS1_2_VERSION: pass\n", "definition"],
  ["python", "import versions\nclass V(Enum):\n    TLS1_2 = versions.TLS1_2_VERSION\n", "definition"],
  ["python", "import versions\nclass Adapter(HTTPAdapter):\n    version = versions.TLS1_2_VERSION\n", "configuration"],
  ["c", "int f(int v) { g(TLS1_2_VERSION); return 0; }", "configuration"],
  ["c", "static const int used[] = { TLS1_2_VERSION, 0 };", "configuration"],
  ["c", 'static const struct p known[] = { { "tls1.2", TLS1_2_VERSION } };', "definition"],
  ["c", "static const struct p known[] = { PAIR(TLS1_2_VERSION), PAIR(OTHER) };", "definition"],
  ["java", "import p.Versions; class A { void f() { g(Versions.TLS1_2_VERSION); } }", "configuration"],
  ["java", "import p.Versions; class A { boolean f(V v) { return v == Versions.TLS1_2_VERSION; } }", "definition"],
  ["kotlin", "import p.Versions\nfun f(v: V) = v == Versions.TLS1_2_VERSION\n", "definition"],
  ["kotlin", "import p.Versions\nfun f(v: V) = g(Versions.TLS1_2_VERSION)\n", "configuration"],
  ["csharp", "class A { bool F(V v) { return v == Versions.TLS1_2_VERSION; } }", "definition"],
  ["csharp", "class A { void F() { G(Versions.TLS1_2_VERSION); } }", "configuration"],
  ["javascript", "const versions = require('versions'); if (v === versions.TLS1_2_VERSION) g();", "definition"],
  ["javascript", "const versions = require('versions'); g(versions.TLS1_2_VERSION);", "configuration"],
  ["kotlin", "import p.Versions\nfun f(v: V) = v == Versions.TLS1_2_VERSION.number\n", "definition"],
  ["kotlin", "import p.Versions\nfun f() = assertThat(Versions.TLS1_2_VERSION.toString()).isNotNull()\n", "definition"],
  [
    "kotlin",
    "import p.Versions\nfun f() = assertThat(x).containsExactly(Versions.TLS1_2_VERSION.number)\n",
    "definition",
  ],
  ["python", "import versions as v\nf(**{ 'version': v.TLS1_2_VERSION, 'other': 1 })\n", "configuration"],
  ["python", "import versions as v\nT = { 'a': v.TLS1_2_VERSION, 'b': v.OTHER, 'c': v.THIRD }\n", "definition"],
  ["python", "import versions\nassert isinstance(v, versions.TLS1_2_VERSION)\n", "definition"],
])("%s: %s is a %s", async (language, code, usage) => {
  expect((await factsOfCode(engine, language, code)).map((fact) => fact.usage)).toEqual([usage]);
});

const tables: Library = {
  ...versions,
  library: "test.tables",
  models: versions.models.map((model) => ({ ...model, rule: "test.tables.name", usage: "definition" })),
};
const named = new Engine(catalogueOf([tables]));

test.each([
  ["python", "import versions\ncheck(file, how=versions.TLS1_2_VERSION)\n", "configuration"],
  ["python", "import versions\nprint(versions.TLS1_2_VERSION)\n", "definition"],
  ["python", "import versions\nKNOWN = { 'tls1.2': versions.TLS1_2_VERSION }\n", "definition"],
  ["c", "int f(struct c *c) { c->version = TLS1_2_VERSION; return 0; }", "configuration"],
  ["c", "static const int known[] = { TLS1_2_VERSION, 0 };", "definition"],
  ["c", "int f(void) { ENTRY(TLS1_2_VERSION, 3); return 0; }", "definition"],
])("%s: %s, of what is a definition elsewhere, is a %s", async (language, code, usage) => {
  expect((await factsOfCode(named, language, code)).map((fact) => fact.usage)).toEqual([usage]);
});
