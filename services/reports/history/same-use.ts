/**
 * The rules of "the same use", for whoever follows uses from one state of a repository to the next: the history of commits,
 * and the server from scan to scan. First those with the same type, as baselines count them: so lines may move. Then those of
 * the same kind, the algorithm and the rule: so a line may be edited, and is still the same use. `docs/HISTORY.md` tells it.
 */
import { compareBytewise } from "../model/order.ts";

/** Whose use each of a file's is, in the order they stand; undefined for those that nobody had. */
export type Draft<Life> = (Life | undefined)[];

/** Uses of one file as it was: arrays of one length. */
export interface Had<Type, Life> {
  readonly types: readonly Type[];
  readonly lives: readonly Life[];
}

/** Gives the free places of `draft` to lives of `had` that have none yet; `taken` holds those that have. */
export function match<Type, Life>(
  types: readonly Type[],
  draft: Draft<Life>,
  had: Had<Type, Life>,
  taken: Set<Life>,
  kindOf: (type: Type) => unknown,
): void {
  fill(types, draft, had, taken, (type) => type);
  fill(types, draft, had, taken, kindOf);
}

function fill<Type, Life>(
  types: readonly Type[],
  draft: Draft<Life>,
  had: Had<Type, Life>,
  taken: Set<Life>,
  keyOf: (type: Type) => unknown,
): void {
  const offered = new Map<unknown, Life[]>();
  for (const [at, type] of had.types.entries()) {
    const life = had.lives[at];
    if (life === undefined || taken.has(life)) continue;
    const key = keyOf(type);
    const same = offered.get(key);
    if (same) same.push(life);
    else offered.set(key, [life]);
  }
  if (offered.size === 0) return;
  for (const lives of offered.values()) lives.reverse();
  for (const [at, type] of types.entries()) {
    if (draft[at] !== undefined) continue;
    const life = offered.get(keyOf(type))?.pop();
    if (life === undefined || taken.has(life)) continue;
    draft[at] = life;
    taken.add(life);
  }
}

/** Equal for files with the very same uses: how a file that moved is known, as baselines do it. */
export function usesKey(types: readonly (number | string)[]): string {
  const numbers = types.every((type) => typeof type === "number");
  const sorted = numbers ? [...types].sort((a, b) => a - b) : types.map(String).sort(compareBytewise);
  return sorted.join(" ");
}

/**
 * A file whose uses have all gone, and one that has the very same and had none: the file has moved. Answers by the file that
 * came the one that went; where several would do, those that agree in the strictest of the `keys` come first.
 */
export function movedFiles<File, Come extends File, Gone extends File>(
  come: readonly Come[],
  gone: readonly Gone[],
  keys: readonly ((file: File) => unknown)[],
): Map<Come, Gone> {
  const moved = new Map<Come, Gone>();
  if (come.length === 0 || gone.length === 0) return moved;
  const used = new Set<Gone>();
  for (const keyOf of keys) {
    const offered = new Map<unknown, Gone[]>();
    for (const file of gone.toReversed()) {
      if (used.has(file)) continue;
      const key = keyOf(file);
      const same = offered.get(key);
      if (same) same.push(file);
      else offered.set(key, [file]);
    }
    for (const file of come) {
      if (moved.has(file)) continue;
      const from = offered.get(keyOf(file))?.pop();
      if (from === undefined) continue;
      moved.set(file, from);
      used.add(from);
    }
  }
  return moved;
}
