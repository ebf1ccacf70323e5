/** A use from the commit it came with to the commit it went with. */

export interface Moment {
  /** Number in the graph. */
  readonly commit: number;
  /** It was there with this commit, and came with it or before. */
  readonly before: boolean;
}

export interface Life {
  readonly id: number;
  /** As it was seen last. */
  type: number;
  path: string;
  line: number;
  /** Paths it was at before, oldest first. */
  readonly earlier: string[];
  opened: Moment;
  /** When the line of first parents had it; absent for what only branches had. */
  openedMain?: Moment;
  closed?: Moment;
  closedMain?: Moment;
  /** The same use came on two branches, and this is the other's. */
  into?: Life;
}

/** Uses of one content, in the order they stand. One object a content, so that equal contents are the same object. */
export interface ContentUses {
  readonly types: readonly number[];
  readonly lines: readonly number[];
}

/** A file as a commit has it: whose use each is. */
export interface FileUses {
  readonly content: ContentUses;
  readonly lives: readonly Life[];
}

/** The life that counts. */
export function resolved(life: Life): Life {
  let found = life;
  while (found.into) found = found.into;
  return found;
}

/** Two lives turn out to be one use: it came when the earlier of them did. */
export function unite(life: Life, into: Life, timeOf: (commit: number) => number): void {
  if (timeOf(life.opened.commit) < timeOf(into.opened.commit)) into.opened = life.opened;
  life.into = into;
}
