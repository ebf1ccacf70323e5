/** Numbers that follow from a seed alone. */
import { createHash } from "node:crypto";

export interface Random {
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(from: readonly T[]): T;
  shuffled<T>(all: readonly T[]): T[];
}

/** The numbers are SHA-256 of seed and position: the same on every machine and in every version of Node. */
export function randomOf(seed: number): Random {
  let drawn = 0;
  const between = (least: number, most: number) => {
    const word = createHash("sha256").update(`${seed}/${drawn++}`).digest().readUInt32BE();
    return least + (word % (most - least + 1));
  };
  return {
    between,
    pick(from) {
      const chosen = from[between(0, from.length - 1)];
      if (chosen === undefined) throw new RangeError("nothing to pick from");
      return chosen;
    },
    shuffled(all) {
      const left = [...all];
      return all.flatMap(() => left.splice(between(0, left.length - 1), 1));
    },
  };
}
