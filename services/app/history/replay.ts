/**
 * Commits one after another, parents first. Each commit's files with uses are its first parent's and what it changed;
 * where a merge took something from its other parents, their uses come with it. So every use is followed along every
 * line of development, and the line of first parents, which is what the branch was from day to day, exactly.
 */
import { type Draft, match, movedFiles, usesKey } from "@pqc-audit/reports/history/same-use.ts";
import type { CommitGraph } from "./commit-graph.ts";
import type { ContentUses, FileUses, Life, Moment } from "./life.ts";
import { resolved, unite } from "./life.ts";
import { PathMap } from "./path-map.ts";
import type { UseTypes } from "./use-types.ts";

export interface Step {
  readonly commit: number;
  /** First parent first. */
  readonly parents: readonly number[];
  readonly main: boolean;
  /** What it has was there with it or before. */
  readonly before: boolean;
}

/** By path what is found there now; undefined where nothing is, or nothing any more. */
export type Changes = ReadonlyMap<string, ContentUses | undefined>;

/** What a commit has. */
interface State {
  readonly files: PathMap<FileUses>;
  /** Off the line of first parents: what went there, and with which commit. */
  readonly ended: PathMap<Moment>;
}

interface Settling {
  readonly path: string;
  readonly content: ContentUses;
  readonly had: FileUses | undefined;
  readonly draft: Draft<Life>;
}

const NOTHING: State = { files: PathMap.empty(), ended: PathMap.empty() };

export class Replay {
  /** All that ever began, in that order. */
  readonly lives: Life[] = [];
  readonly #graph: CommitGraph;
  readonly #types: UseTypes;
  /** Of commits that have children to come. */
  readonly #states = new Map<number, State>();
  readonly #used = new Map<number, number>();
  readonly #kept: ReadonlySet<number>;
  readonly #timeOf: (commit: number) => number;

  /** `kept`: commits whose state is asked for whatever children they have. */
  constructor(graph: CommitGraph, types: UseTypes, kept: readonly number[]) {
    this.#graph = graph;
    this.#types = types;
    this.#kept = new Set(kept);
    this.#timeOf = (commit) => graph.timeOf(commit);
  }

  /** Files with uses of a commit that is kept. */
  filesOf(commit: number): PathMap<FileUses> {
    return (this.#states.get(commit) ?? NOTHING).files;
  }

  apply(step: Step, changes: Changes): void {
    const [base = NOTHING, ...others] = step.parents.map((parent) => this.#states.get(parent) ?? NOTHING);
    const merged = others.filter((other) => other.files !== base.files || other.ended !== base.ended);
    const moment: Moment = { commit: step.commit, before: step.before };
    const state = changes.size === 0 && merged.length === 0 ? base : this.#changed(step, moment, base, merged, changes);
    this.#states.set(step.commit, step.main ? { files: state.files, ended: NOTHING.ended } : state);
    for (const parent of step.parents) this.#release(parent);
  }

  #release(parent: number): void {
    if (this.#kept.has(parent)) return;
    const used = (this.#used.get(parent) ?? 0) + 1;
    const last = used >= this.#graph.childrenOf(parent);
    if (last) this.#states.delete(parent);
    if (last) this.#used.delete(parent);
    else this.#used.set(parent, used);
  }

  #changed(step: Step, moment: Moment, base: State, others: readonly State[], changes: Changes): State {
    const before = livesAt([...changes.keys()].flatMap((path) => base.files.get(path) ?? []));
    const settled = this.#settle(step, moment, base, others, changes, before);
    let { files } = base;
    for (const [path, content] of changes) if (!content) files = files.with(path, undefined);
    for (const { path, content, draft } of settled) files = files.with(path, { content, lives: draft as Life[] });
    const after = new Set(settled.flatMap(({ draft }) => draft as Life[]));
    let ended = inherited(base, others);
    for (const life of before) {
      // Before the beginning lines are compared that do not follow each other: nothing went there.
      if (after.has(life) || step.before) continue;
      if (step.main) close(life, moment, others);
      else ended = this.#endOnBranch(life, moment, ended);
    }
    for (const life of after) {
      if (step.main && life.openedMain === undefined) {
        life.openedMain = moment;
        delete life.closed;
      }
      if (!step.main && ended.get(String(life.id))) ended = ended.with(String(life.id), undefined);
    }
    for (const other of others) ended = this.#dropped(step, moment, other, files, ended);
    return { files, ended };
  }

  /** Whose use is which in what changed. */
  #settle(
    step: Step,
    moment: Moment,
    base: State,
    others: readonly State[],
    changes: Changes,
    before: ReadonlySet<Life>,
  ): readonly Settling[] {
    const taken = new Set<Life>();
    const settling: Settling[] = [];
    for (const [path, content] of changes) {
      if (content)
        settling.push({ path, content, had: base.files.get(path), draft: content.types.map(() => undefined) });
    }
    for (const { content, had, draft } of settling) if (had) this.#match(content, draft, had, taken);
    this.#moved(base, changes, settling, taken);
    for (const other of others) this.#takenOver(step, other, settling, taken, before);
    for (const { path, content, had, draft } of settling) {
      for (const [at, type] of content.types.entries()) {
        const line = content.lines[at] ?? 1;
        const life = draft[at];
        if (!life) draft[at] = this.#open(moment, path, type, line);
        else if (!had || life.path !== path || life.type !== type) seen(life, path, type, line);
        else life.line = line;
      }
    }
    return settling;
  }

  #moved(base: State, changes: Changes, settling: readonly Settling[], taken: Set<Life>): void {
    const come = settling.filter(({ had }) => !had);
    if (come.length === 0) return;
    const gone = [...changes].flatMap(([path, content]) => (content ? [] : (base.files.get(path) ?? [])));
    const moved = movedFiles<{ readonly content: ContentUses }, Settling, FileUses>(come, gone, [
      ({ content }) => content,
      ({ content }) => usesKey(content.types),
    ]);
    for (const [{ content, draft }, from] of moved) this.#match(content, draft, from, taken);
  }

  #match(content: ContentUses, draft: Draft<Life>, had: FileUses, taken: Set<Life>): void {
    const lives = livesOf(had);
    match(content.types, draft, { types: had.content.types, lives }, taken, (type) => this.#types.kindOf(type));
  }

  /** Of a merge: what came from another parent, with the life it has there. */
  #takenOver(
    step: Step,
    other: State,
    settling: readonly Settling[],
    taken: Set<Life>,
    before: ReadonlySet<Life>,
  ): void {
    for (const { path, content, draft } of settling) {
      const theirs = other.files.get(path);
      if (!theirs) continue;
      const given: Draft<Life> = [...draft];
      this.#match(content, given, theirs, new Set(taken));
      for (const [at, life] of given.entries()) {
        if (!life || draft[at]) continue;
        // On the line of first parents it lives elsewhere, or has ended: here it is another one.
        if (step.main && life.openedMain && !before.has(life)) continue;
        draft[at] = life;
        taken.add(life);
      }
    }
  }

  #open(moment: Moment, path: string, type: number, line: number): Life {
    const life: Life = { id: this.lives.length, type, path, line, earlier: [], opened: moment };
    this.lives.push(life);
    return life;
  }

  #endOnBranch(life: Life, moment: Moment, ended: PathMap<Moment>): PathMap<Moment> {
    if (!life.openedMain) life.closed = moment;
    return ended.with(String(life.id), moment);
  }

  /** What a merged line has and the merge has not: the same use under another life, or taken out by the merge. */
  #dropped(
    step: Step,
    moment: Moment,
    other: State,
    files: PathMap<FileUses>,
    ended: PathMap<Moment>,
  ): PathMap<Moment> {
    const differences = [...other.files.differences(files)];
    const kept = livesAt(differences.flatMap(({ right }) => right ?? []));
    let result = ended;
    for (const { left, right } of differences) {
      const had = left ? livesOf(left) : [];
      const theirs = had.filter((life) => !kept.has(life) && !life.openedMain && !life.closed && !life.opened.before);
      if (theirs.length === 0 || !left) continue;
      const same: Draft<Life> = right ? livesOf(right).map((life) => (had.includes(life) ? life : undefined)) : [];
      if (right) this.#match(right.content, same, left, new Set(kept));
      for (const life of theirs) {
        const at = same.indexOf(life);
        const into = right?.lives[at];
        if (into && resolved(into) !== life) unite(life, resolved(into), this.#timeOf);
        else if (step.main) life.closed = moment;
        else result = this.#endOnBranch(life, moment, result);
      }
    }
    return result;
  }
}

function close(life: Life, moment: Moment, others: readonly State[]): void {
  life.closedMain = moment;
  const onBranch = others.map(({ ended }) => ended.get(String(life.id))).find((each) => each !== undefined);
  life.closed = onBranch ?? moment;
}

/** What went on any of the lines that meet. */
function inherited(base: State, others: readonly State[]): PathMap<Moment> {
  let { ended } = base;
  for (const other of others) {
    for (const { key, left, right } of ended.differences(other.ended)) if (!left) ended = ended.with(key, right);
  }
  return ended;
}

function seen(life: Life, path: string, type: number, line: number): void {
  if (life.path !== path && !life.earlier.includes(life.path)) life.earlier.push(life.path);
  life.path = path;
  life.type = type;
  life.line = line;
}

function livesOf({ lives }: FileUses): Life[] {
  return lives.map(resolved);
}

function livesAt(files: readonly FileUses[]): Set<Life> {
  return new Set(files.flatMap(livesOf));
}
