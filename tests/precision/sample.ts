/** A random sample that follows from a seed alone, in equal parts from each stratum. */
import { createHash } from "node:crypto";

/**
 * How many to take from each stratum so that all parts are equal. A stratum that has fewer gives all it has, and the others
 * make up for it; what does not divide goes to the first. Fewer than `count` only where there are fewer in all.
 */
export function equalParts(sizes: readonly number[], count: number): readonly number[] {
  const parts = sizes.map(() => 0);
  for (let left = count; left > 0; ) {
    const open = sizes.flatMap((size, at) => (size > (parts[at] ?? 0) ? [at] : []));
    if (open.length === 0) break;
    for (const at of open) {
      if (left === 0) break;
      parts[at] = (parts[at] ?? 0) + 1;
      left -= 1;
    }
  }
  return parts;
}

/**
 * `count` of `all`, each as likely as any other. What orders them is SHA-256 of the seed and of what `nameOf` says, so the
 * sample depends neither on the order they come in nor on the machine, and one item more or less elsewhere leaves it as it is.
 */
export function sample<T>(all: readonly T[], count: number, seed: string, nameOf: (item: T) => string): readonly T[] {
  const seen = new Map<string, number>();
  const ranked = all.map((item) => {
    const name = nameOf(item);
    const among = seen.get(name) ?? 0;
    seen.set(name, among + 1);
    return { item, rank: createHash("sha256").update(`${seed}\n${among}\n${name}`).digest("hex") };
  });
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, count).map(({ item }) => item);
}
