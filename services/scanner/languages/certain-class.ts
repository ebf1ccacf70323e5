/**
 * The class that a member is taken from, told from the text alone, so that a file is not parsed for what members of
 * other classes have in common with a modelled one: `TestDirectory.Create()` makes no cipher.
 */

/** Characters looked at before a member's name, and behind a class's. */
const BEFORE = 80;
const BEHIND = 60;
/** `Name.` that is itself no member; a name in capitals may be a constant. */
const CLASS = /(?<![\w$.]|\.\s{1,9})([A-Z](?=\w{0,60}[a-z])\w{0,60})\s{0,9}\.\s{0,9}$/;
/** Names of one file that are looked at: each costs a search through it. */
const MAX_CLASSES = 64;
/** Mentions of one of them. */
const MAX_MENTIONS = 2_000;

export class CertainClasses {
  readonly #text: string;
  readonly #declares: RegExp;
  readonly #isClass = new Map<string, boolean>();

  /** `declares`: what stands behind a name where a variable of that name is declared. */
  constructor(text: string, declares: RegExp) {
    this.#text = text;
    this.#declares = declares;
  }

  /** Nothing where a variable of that name may be declared in the file. */
  before(at: number): string | undefined {
    const name = CLASS.exec(this.#text.slice(Math.max(0, at - BEFORE), at))?.[1];
    if (name === undefined) return undefined;
    let isClass = this.#isClass.get(name);
    if (isClass === undefined) {
      if (this.#isClass.size >= MAX_CLASSES) return undefined;
      isClass = !this.#isDeclared(name);
      this.#isClass.set(name, isClass);
    }
    return isClass ? name : undefined;
  }

  #isDeclared(name: string): boolean {
    const text = this.#text;
    let mentions = 0;
    for (let start = text.indexOf(name); start >= 0; start = text.indexOf(name, start + name.length)) {
      const end = start + name.length;
      if (++mentions > MAX_MENTIONS) return true;
      if (/[\w$.]/.test(text.charAt(start - 1)) || /[\w$]/.test(text.charAt(end))) continue;
      if (this.#declares.test(text.slice(end, end + BEHIND))) return true;
    }
    return false;
  }
}
