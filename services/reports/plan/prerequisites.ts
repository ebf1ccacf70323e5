/** What has to be done before a package: libraries before code, TLS before its key exchange, keys and CA before certificates. */
import type { Group } from "./gather.ts";
import type { Instead, MoveTo, Prerequisite } from "./model.ts";
import { isWithin } from "./module.ts";
import type { WorkKind } from "./work-kind.ts";

/** Whose code a library of this ecosystem serves; of images and systems: everybody's. */
const SERVES: Readonly<Record<string, readonly string[]>> = {
  apple: ["swift", "objective-c", "objc"],
  cargo: ["rust"],
  composer: ["php"],
  go: ["go"],
  hex: ["elixir", "erlang"],
  maven: ["java", "kotlin", "scala", "groovy", "clojure"],
  native: ["c", "cpp", "objective-c", "objc"],
  npm: ["javascript", "typescript", "tsx", "jsx", "vue", "svelte"],
  nuget: ["csharp", "fsharp", "vb", "visual-basic"],
  pub: ["dart"],
  pypi: ["python"],
  rubygems: ["ruby"],
};

/** Kinds that need a library which has what they move to. */
const NEEDS_LIBRARY: ReadonlySet<WorkKind> = new Set([
  "protocol-versions",
  "configuration",
  "key-establishment",
  "signatures",
  "keys",
  "certificates",
]);
const NEEDS_PROTOCOL: ReadonlySet<WorkKind> = new Set(["configuration", "key-establishment"]);
const MOST_NEEDED = 8;

export interface Identified {
  readonly id: string;
  readonly group: Group;
}

/** Packages by repository, so that each is compared with its neighbours only. */
export class Neighbours {
  readonly #upgrades = new Map<string, Identified[]>();
  readonly #inModule = new Map<string, Identified>();

  constructor(packages: Iterable<Identified>) {
    for (const each of packages) {
      const { kind, repository, module, uses } = each.group;
      const upgrades =
        kind === "library-upgrade" && [...uses.values()].some(({ example }) => example.usage === "dependency");
      if (upgrades) this.#upgrades.set(repository, [...(this.#upgrades.get(repository) ?? []), each]);
      // Of several owners' packages in a module one stands for all.
      const key = moduleKey(kind, repository, module);
      if (!this.#inModule.has(key)) this.#inModule.set(key, each);
    }
  }

  /** Packages that have to be done before this one; of an earlier kind, always. */
  before({ group }: Identified): readonly (Prerequisite & { readonly package: string })[] {
    const { kind, repository, module } = group;
    const found: (Prerequisite & { readonly package: string })[] = [];
    if (NEEDS_LIBRARY.has(kind)) {
      const languages = new Set([...group.uses.values()].map(({ example }) => example.language));
      for (const { id, group: upgrade } of this.#upgrades.get(repository) ?? []) {
        if (found.length === MOST_NEEDED) break;
        if (reaches(upgrade.module, module) && serves(upgrade, languages)) {
          found.push({ package: id, what: `${upgrade.library ?? "its library"} has post-quantum algorithms` });
        }
      }
    }
    const protocol = NEEDS_PROTOCOL.has(kind) && this.#inModule.get(moduleKey("protocol-versions", repository, module));
    if (protocol) found.push({ package: protocol.id, what: "TLS 1.3 before its post-quantum key exchange" });
    const keys = kind === "certificates" && this.#inModule.get(moduleKey("keys", repository, module));
    if (keys) found.push({ package: keys.id, what: "the keys that certificates are for" });
    return found;
  }
}

/** What others have to have done: authorities, and releases that offer it. */
export function elsewhere(kind: WorkKind, moveTo: readonly MoveTo[]): readonly Prerequisite[] {
  const found: Prerequisite[] = [];
  const [first] = moveTo;
  if (kind === "certificates" && first) {
    found.push({ what: `the authority (CA) issues certificates with ${first.algorithm}, and peers trust it` });
  }
  const releases = new Set(
    moveTo.flatMap(({ instead }) => instead.map(({ library, since }: Instead) => `${library}: ${since}`)),
  );
  for (const what of [...releases].slice(0, MOST_NEEDED)) found.push({ what });
  return found;
}

/** What stands here is for the whole repository. */
const FOR_ALL = /^(?:\.|build|buildsrc|deploy|deployment|deployments|docker|gradle|helm|images)(?:\/|$)/i;

function reaches(upgraded: string, module: string): boolean {
  return FOR_ALL.test(upgraded) || isWithin(module, upgraded);
}

function moduleKey(kind: WorkKind, repository: string, module: string): string {
  return JSON.stringify([kind, repository, module]);
}

function serves({ uses }: Group, languages: ReadonlySet<string>): boolean {
  for (const { example } of uses.values()) {
    const ecosystem = example.ruleId.slice("dependency.".length);
    if (SERVES[ecosystem]?.some((language) => languages.has(language)) ?? ecosystem === "docker") return true;
  }
  return false;
}
