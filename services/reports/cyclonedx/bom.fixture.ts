/** Inventories for tests: written, held against the official schema by CycloneDX's own library, every reference followed. */
import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { expect } from "vitest";
import { collect } from "../collect.fixture.ts";
import type { AuditResult, Finding } from "../model/finding.ts";
import { finding } from "../model/fixture.ts";
import { writeCbom16, writeCbom17 } from "./cyclonedx.ts";

const SPEC = { "1.6": Spec.Version.v1dot6, "1.7": Spec.Version.v1dot7 } as const;
const WRITERS = { "1.6": writeCbom16, "1.7": writeCbom17 } as const;
export type Version = keyof typeof WRITERS;
export const VERSIONS = Object.keys(WRITERS) as readonly Version[];

/** Written, held against the official schema by CycloneDX's own library, and every reference followed. */
export async function bom(of: AuditResult, version: Version = "1.7"): Promise<Bom> {
  const text = await collect(WRITERS[version], of);
  expect(await problems(text, version)).toBeNull();
  const parsed: Bom = JSON.parse(text);
  expectLinked(parsed);
  return parsed;
}

export interface Component {
  readonly type: string;
  readonly name: string;
  readonly "bom-ref": string;
  readonly purl?: string;
  readonly version?: string;
  readonly description?: string;
  readonly evidence?: { readonly occurrences: readonly Readonly<Record<string, unknown>>[] };
  readonly cryptoProperties?: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
}

export interface Bom {
  readonly serialNumber: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly components: readonly Component[];
  readonly compositions: readonly { readonly aggregate: string }[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
    readonly provides?: readonly string[];
  }[];
}

const REFERENCES = new Set(["algorithmRef", "algorithms", "cryptoRefArray", "dependsOn", "provides", "ref"]);
const OLD_REFERENCES = new Set(["signatureAlgorithmRef", "subjectPublicKeyRef"]);

function expectLinked(of: Bom): void {
  const refs = of.components.map((component) => component["bom-ref"]);
  expect(new Set(refs).size).toBe(refs.length);
  const known = new Set([...refs, "target"]);
  expect(new Set(of.dependencies.map(({ ref }) => ref))).toEqual(known);
  const occurrences = occurrencesOf(of).map((each) => each["bom-ref"]);
  expect(new Set(occurrences).size).toBe(occurrences.length);
  JSON.stringify(of, (key: string, value: unknown) => {
    if (REFERENCES.has(key) || OLD_REFERENCES.has(key)) for (const ref of [value].flat()) expect(known).toContain(ref);
    return value;
  });
}

export function occurrencesOf(of: Bom): readonly Readonly<Record<string, unknown>>[] {
  return of.components.flatMap(({ evidence }) => evidence?.occurrences ?? []);
}

export function named(of: Bom, name: string): Component {
  const found = of.components.filter((component) => component.name === name);
  expect(found.map((component) => component.name)).toEqual([name]);
  return found[0] as Component;
}

export function problems(text: string, version: Version): Promise<unknown> {
  return new Validation.JsonStrictValidator(SPEC[version]).validate(text);
}

type Changes = { readonly [Field in keyof Finding]?: Finding[Field] | undefined };

let ids = 0;

/** A finding with an id of its own; a field that is changed to `undefined` is left out. */
export function use(changes: Changes): Finding {
  const fields = Object.entries({ ...finding({ id: `id-${++ids}` }), ...changes });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined)) as unknown as Finding;
}

export function at(line: number, changes: Changes): Finding {
  return use({ line, endLine: line, ...changes });
}
