/** The rules of the same use once more, as plainly as they can be said: what the server's lives are held against. */
import { keyNumber } from "@pqc-audit/aggregator/lives/key-number.ts";
import { compareBytewise } from "@pqc-audit/reports/model/order.ts";
import { type Tree, usesAt } from "./lives-world.ts";

interface ModelLife {
  readonly opened: number;
  readonly reopens: boolean;
  path: string;
  use: string;
  closed?: number;
  /** Its use came back. */
  again?: boolean;
}

export type ModelState = "new" | "existing" | "reopened";

const kindOf = (use: string) => use.split(" ")[0];
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const keyOf = (uses: readonly string[]) => JSON.stringify([...uses].sort());

export class LivesModel {
  readonly lives: ModelLife[] = [];
  #scans = 0;

  /** What each finding of the scan is, by path and in the order they stand. */
  scan(tree: Tree): { readonly states: readonly (readonly [string, string, ModelState])[]; readonly fixed: number } {
    const scan = ++this.#scans;
    const files = Object.keys(tree)
      .filter((path) => usesAt(tree[path] ?? []).length > 0)
      .sort(compareBytewise);
    const marks = new Map(
      files.map((path) => [path, usesAt(tree[path] ?? []).map((): ModelLife | undefined => undefined)]),
    );
    const had = new Map<string, ModelLife[]>();
    for (const life of this.#open()) had.set(life.path, [...(had.get(life.path) ?? []), life]);
    const give = (path: string, lives: ModelLife[], same: (life: ModelLife, use: string) => boolean) => {
      for (const [at, use] of usesAt(tree[path] ?? []).entries()) {
        if (marks.get(path)?.[at]) continue;
        const found = lives.findIndex((life) => same(life, use));
        const [life] = found < 0 ? [] : lives.splice(found, 1);
        if (life) marks.get(path)?.splice(at, 1, life);
      }
    };
    const sameUse = (life: ModelLife, use: string) => life.use === use;
    for (const path of files) {
      const lives = had.get(path) ?? [];
      give(path, lives, sameUse);
      give(path, lives, (life, use) => kindOf(life.use) === kindOf(use));
    }
    const isMissing = (path: string) => typeof tree[path] === "string";
    // A file that has no uses any more, and one with the very same that had none.
    const gone = [...had.keys()].filter((path) => !marks.has(path) && !isMissing(path));
    gone.sort((a, b) => keyNumber(a) - keyNumber(b));
    const come = files.filter((path) => !had.has(path));
    for (const sameName of [true, false]) {
      for (const path of come) {
        if (marks.get(path)?.[0]) continue;
        const from = gone.find(
          (each) =>
            keyOf((had.get(each) ?? []).map(({ use }) => use)) === keyOf(usesAt(tree[path] ?? [])) &&
            (!sameName || nameOf(each) === nameOf(path)),
        );
        if (from === undefined) continue;
        give(path, had.get(from) ?? [], sameUse);
        gone.splice(gone.indexOf(from), 1);
      }
    }
    let fixed = 0;
    for (const [path, lives] of had) {
      for (const life of lives) {
        if (isMissing(path)) continue;
        life.closed = scan;
        fixed++;
      }
    }
    const states: [string, string, ModelState][] = [];
    for (const path of files) {
      for (const [at, use] of usesAt(tree[path] ?? []).entries()) {
        const life = marks.get(path)?.[at];
        if (life) {
          [life.path, life.use] = [path, use];
          states.push([path, use, "existing"]);
          continue;
        }
        const back = this.lives
          .filter((each) => each.path === path && each.use === use && !each.again && (each.closed ?? scan) < scan)
          .sort((a, b) => (b.closed ?? 0) - (a.closed ?? 0))[0];
        if (back) back.again = true;
        this.lives.push({ opened: scan, reopens: back !== undefined, path, use });
        states.push([path, use, back ? "reopened" : "new"]);
      }
    }
    return { states, fixed };
  }

  #open(): readonly ModelLife[] {
    return this.lives.filter(({ closed }) => closed === undefined);
  }

  /** Whatever their order. */
  told(): readonly string[] {
    return this.lives
      .map(({ path, use, opened, closed, reopens }) => JSON.stringify([path, use, opened, closed ?? null, reopens]))
      .sort();
  }
}
