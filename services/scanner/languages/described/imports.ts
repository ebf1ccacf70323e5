/** What a file's imports make of its names. */

/** Alternatives kept for one name, and imports that are read. */
const MAX_CANDIDATES = 60;
const MAX_IMPORTS = 2_000;

export class Imports {
  /** Package, namespace or module the file declares; empty where it declares none. */
  readonly here: string;
  readonly #separator: string;
  readonly #aliases = new Map<string, string>();
  readonly #members = new Map<string, string>();
  readonly #open: string[] = [];
  readonly #openMembers: string[] = [];
  /** What a path means where the file has neither a package nor an import. */
  fragment: ((path: string) => string | undefined) | undefined;

  /** What else a whole path may be: what a package hands on of another begins behind the package's name. */
  handedOn: ((path: string) => string | undefined) | undefined;

  constructor(separator: string, here = "") {
    this.#separator = separator;
    this.here = here;
  }

  /** `import a.b.C`, `using X = a.b.C`: the name stands for the path. */
  add(name: string, path: string): void {
    if (this.#aliases.size < MAX_IMPORTS) this.#aliases.set(name, path);
  }

  /** `import a.b.*`, `using a.b;`: any name may be one of its. */
  addAll(path: string): void {
    if (this.#open.length < MAX_CANDIDATES) this.#open.push(path);
  }

  /** `import static a.B.c`, `use function a\c`: a function's plain name stands for the path. */
  addMember(name: string, path: string): void {
    if (this.#members.size < MAX_IMPORTS) this.#members.set(name, path);
  }

  /** `import static a.B.*`: a plain name may be a member of this. */
  addMembersOf(path: string): void {
    if (this.#openMembers.length < MAX_CANDIDATES) this.#openMembers.push(path);
  }

  /** The path with its first name replaced by what an import before it stands for. */
  unaliased(path: string): string {
    const cut = path.indexOf(this.#separator);
    const meant = cut < 0 ? undefined : this.#aliases.get(path.slice(0, cut));
    return meant === undefined ? path : meant + path.slice(cut);
  }

  /** Qualified names a path may have, most specific first; `isLocal` says that the file declares its first segment. */
  resolve(path: string, isLocal: boolean): readonly string[] {
    const separator = this.#separator;
    const cut = path.indexOf(separator);
    const first = cut < 0 ? path : path.slice(0, cut);
    const rest = cut < 0 ? "" : path.slice(cut);
    const imported = this.#aliases.get(first);
    if (imported !== undefined && !isLocal) return this.#whole(imported + rest);
    const own = this.here === "" ? path : `${this.here}${separator}${path}`;
    if (isLocal) return [own];
    const spelled = cut >= 0 || this.here === "" ? [path] : [];
    const meant = this.fragment?.(path);
    if (meant !== undefined) return [meant, path];
    const open = this.#open.map((each) => `${each}${separator}${path}`);
    // a path that begins like a package is whole already
    if (cut >= 0 && /^[a-z]/.test(first)) return this.#whole(path);
    return [...new Set([...open, ...spelled, own])];
  }

  #whole(path: string): readonly string[] {
    const other = this.handedOn?.(path);
    return other === undefined ? [path] : [path, other];
  }

  /** Qualified names of a function or constant used by its plain name. */
  member(name: string): readonly string[] {
    const path = this.#members.get(name) ?? this.#aliases.get(name);
    return path === undefined ? this.#openMembers.map((each) => `${each}${this.#separator}${name}`) : this.#whole(path);
  }

  /** Whether an import names exactly this. */
  has(name: string): boolean {
    return this.#aliases.has(name) || this.#members.has(name);
  }
}
