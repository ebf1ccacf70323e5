import type { Form, ModelledFunction } from "../protocol.ts";

/** The functions asked for, by form and name; `*` stands for one segment. */
export class Wanted {
  readonly #exact: ReadonlySet<string>;
  readonly #patterns: readonly RegExp[];
  readonly #mentions: RegExp;

  constructor(functions: readonly ModelledFunction[]) {
    this.#exact = new Set(functions.map(({ form, name }) => `${form} ${name}`));
    this.#patterns = functions
      .filter(({ name }) => name.includes("*"))
      .map(({ form, name }) => new RegExp(`^${form} ${escaped(name).replaceAll("\\*", "[^./:]+")}$`));
    const lasts = functions.map(({ name }) => name.split(/[./]/).findLast((each) => each !== "*") ?? name);
    this.#mentions = new RegExp(`(?<![\\w$])(?:${[...new Set(lasts)].map(escaped).join("|")})(?![\\w$])`);
  }

  has(form: Form, name: string): boolean {
    const wanted = `${form} ${name}`;
    return this.#exact.has(wanted) || this.#patterns.some((each) => each.test(wanted));
  }

  /** Whether one of them can stand in the text at all. */
  isMentioned(text: string): boolean {
    return this.#mentions.test(text);
  }
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
