/**
 * Contents of every kind, of the examples of models and products, and what this engine makes of them. Run by itself it
 * writes both, and the digests of the kinds, as JSON: so that a copy of the engine can be asked that was changed.
 */
import { ecosystems } from "./artifacts/dependencies/package.ts";
import { products } from "./artifacts/settings/products.ts";
import { Engine, GAP } from "./engine.ts";
import { engineDigest } from "./engine-digest.ts";
import type { Outcome } from "./fact.ts";
import { KindDigests } from "./kind-digest.ts";
import { kindOfPath, languages, PROSE, SNIFF, SNIFF_PROSE, TEXT } from "./kinds.ts";
import { loadCatalogue } from "./models/catalogue.ts";

export interface Sample {
  readonly kind: string;
  readonly text: string;
}

export interface Answer {
  readonly engine: string;
  readonly digests: Readonly<Record<string, string>>;
  readonly samples: readonly Sample[];
  readonly outcomes: readonly Outcome[];
}

/** How a text in a language stands in files of other kinds. */
const FRAMES: Readonly<Record<string, readonly ((text: string) => Sample)[]>> = {
  typescript: [
    (text) => ({ kind: "vue", text: `<script lang="ts">\n${text}\n</script>\n` }),
    (text) => ({ kind: "svelte", text: `<script>\n${text}\n</script>\n` }),
  ],
  bash: [
    (text) => ({ kind: "dockerfile", text: `FROM debian\nRUN ${text.trim().replaceAll("\n", " \\\n  ")}\n` }),
    (text) => ({ kind: TEXT, text: `script:\n  - ${text.trim().replaceAll("\n", "\n  - ")}\n` }),
  ],
};

/** Manifests whose form any ecosystem's names fit. */
const MANIFESTS: Readonly<Record<string, (name: string) => Sample>> = {
  npm: (name) => ({ kind: kindOfPath("package.json"), text: `{"dependencies": {"${name}": "1.0.0"}}` }),
  pypi: (name) => ({ kind: kindOfPath("requirements.txt"), text: `${name}==1.0.0\n` }),
  go: (name) => ({ kind: kindOfPath("go.mod"), text: `module m\nrequire ${name} v1.0.0\n` }),
  cargo: (name) => ({ kind: kindOfPath("Cargo.toml"), text: `[dependencies]\n${name} = "1.0.0"\n` }),
};

/** A few of each library, product and ecosystem. */
export function samples(): readonly Sample[] {
  const found: Sample[] = [];
  for (const library of loadCatalogue().libraries) {
    for (const model of library.models.slice(0, 2)) {
      const { code: text, language } = model.examples[0] ?? { code: "", language: undefined };
      for (const kind of language === undefined ? library.languages : [language])
        found.push(...inAllFrames(kind, text));
    }
  }
  for (const { settings } of products()) {
    for (const { examples } of settings.slice(0, 2)) {
      const text = examples[0]?.text ?? "";
      found.push(...[TEXT, SNIFF, PROSE, "bash", "python"].map((kind) => ({ kind, text })));
    }
  }
  for (const { ecosystem, packages } of ecosystems().values()) {
    const names = packages.flatMap(({ names }) => names.slice(0, 1));
    for (const name of names.slice(0, 5))
      found.push(...[MANIFESTS[ecosystem]?.(name)].filter((each) => each !== undefined));
  }
  return found;
}

function inAllFrames(kind: string, text: string): readonly Sample[] {
  const interpreter = languages.get(kind)?.interpreters?.[0];
  const script = `#!/usr/bin/env ${interpreter}\n${text}`;
  return [
    { kind, text },
    ...(FRAMES[kind] ?? []).map((frame) => frame(text)),
    ...(interpreter === undefined ? [] : [SNIFF, SNIFF_PROSE, TEXT].map((each) => ({ kind: each, text: script }))),
  ];
}

export async function answerTo(given: readonly Sample[]): Promise<Answer> {
  const engine = new Engine();
  const digests = new KindDigests();
  const outcomes: Outcome[] = [];
  for (const { kind, text } of given) {
    const bytes = Buffer.from(text);
    const region = engine.reserve(bytes.length + GAP);
    region.set(bytes);
    region.fill(0, bytes.length, bytes.length + GAP);
    outcomes.push(...(await engine.scan(region, [{ kind, offset: 0, length: bytes.length }])));
  }
  const kinds = new Set(given.map(({ kind }) => kind));
  return {
    engine: engineDigest(),
    digests: Object.fromEntries(Array.from(kinds, (kind) => [kind, digests.of(kind)])),
    samples: given,
    outcomes,
  };
}

if (import.meta.main) process.stdout.write(JSON.stringify(await answerTo(samples())));
