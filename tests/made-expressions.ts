/** Regular expressions that the scanner makes at run time, caught while it reads examples of all it knows. */
import type { Expression } from "./regular-expressions.ts";

/** Examples of each library that are read: enough to come by every place. */
const EXAMPLES_OF_EACH = 2;

/** Loads the scanner anew, so that what is made while it loads is caught too. */
export async function expressionsMadeAtRunTime(): Promise<readonly Expression[]> {
  const made = new Map<string, Expression>();
  const given = globalThis.RegExp;
  globalThis.RegExp = new Proxy(given, {
    construct(target, parts, constructed) {
      const expression = Reflect.construct(target, parts, constructed === globalThis.RegExp ? target : constructed);
      const place = /services\/scanner\/[^\s():]+\.ts:\d+:\d+/.exec(new Error("made").stack ?? "")?.[0];
      if (place !== undefined) {
        const { source, flags } = expression as RegExp;
        made.set(`${place} ${source}`, { source, flags, place });
      }
      return expression;
    },
  });
  try {
    await readExamples();
  } finally {
    globalThis.RegExp = given;
  }
  return [...made.values()];
}

async function readExamples(): Promise<void> {
  const { Engine, GAP } = await import("@pqc-audit/scanner/engine.ts");
  const { loadCatalogue } = await import("@pqc-audit/scanner/models/catalogue.ts");
  const { MANIFEST_EXAMPLES } = await import("@pqc-audit/scanner/artifacts/dependencies/testing-manifests.ts");
  const { kindOfPath } = await import("@pqc-audit/scanner/kinds.ts");
  const { PlainSources } = await import("@pqc-audit/scanner/plain-sources.ts");
  const { plainTable } = await import("@pqc-audit/scanner/plain-table.ts");
  new PlainSources(plainTable()).mayTell("a.py", 1);
  const engine = new Engine();
  const scan = async (kind: string, text: string): Promise<void> => {
    const bytes = Buffer.from(text);
    const region = engine.reserve(bytes.length + GAP);
    region.set(bytes);
    region.fill(0, bytes.length, bytes.length + GAP);
    await engine.scan(region, [{ kind, offset: 0, length: bytes.length }]);
  };
  for (const { languages, models } of loadCatalogue().libraries) {
    const examples = models.flatMap((model) => model.examples).slice(0, EXAMPLES_OF_EACH);
    for (const { code, language } of examples) await scan(language ?? languages[0] ?? "", code);
  }
  for (const [path, text] of MANIFEST_EXAMPLES) await scan(kindOfPath(path), text);
  await scan("php", "<?php\ndefine('HASH', 'md5');\n$h = hash(HASH, $x);\n");
  await scan(
    "javascript",
    "class A { constructor() { this.h = 'md5'; } f() { require('crypto').createHash(this.h); } }",
  );
}
