/** Versions and ranges as manifests of all ecosystems spell them: `^1.2`, `~> 2.7`, `>=1,<3`, `1.1.1w`, `v0.38.0`. */

/** What a requirement allows: from `floor` (inclusive) to `ceiling` (exclusive); open where absent. */
export interface Range {
  readonly floor?: string;
  readonly ceiling?: string;
  readonly exact: boolean;
}

const MAX_SPELLED = 120;
const PART = /(\^|~>|~=|~|>=|<=|===?|!=|=|>|<)?\s{0,4}[vV]?(\d[\w.+-]{0,60})/g;

/** What a version without an operator means: itself, `^` (Cargo), or whatever begins with it (tags of images). */
export type Bare = "exact" | "compatible" | "beginning";

export function rangeOf(spelled: string, bare: Bare = "exact"): Range {
  const text = spelled.slice(0, MAX_SPELLED);
  let floor: string | undefined;
  let ceiling: string | undefined;
  let exact = false;
  for (const [, operator = "", version = ""] of text.matchAll(PART)) {
    const clean = version.replace(/\.[xX*].*$/, "").replace(/\.$/, "");
    switch (operator === "" && bare === "compatible" ? "^" : operator) {
      case "<":
      case "<=":
        ceiling ??= clean;
        break;
      case "!=":
        break;
      case "^":
        floor ??= clean;
        ceiling ??= nextOf(clean, clean.startsWith("0.") ? 2 : 1);
        break;
      case "~>":
      case "~=":
        floor ??= clean;
        ceiling ??= nextOf(clean, Math.max(1, numbersOf(clean).length - 1));
        break;
      case "~":
        floor ??= clean;
        ceiling ??= nextOf(clean, Math.min(2, numbersOf(clean).length));
        break;
      case ">":
      case ">=":
        floor ??= clean;
        break;
      default:
        // `1.x` and `1.2.*` are ranges.
        if (clean !== version || bare === "beginning") ceiling ??= nextOf(clean, numbersOf(clean).length);
        else if (floor === undefined) exact = true;
        floor ??= clean;
    }
  }
  // Alternatives: the first says where it begins, nothing says where it ends.
  if (text.includes("|")) return { ...(floor !== undefined && { floor }), exact: false };
  return { ...(floor !== undefined && { floor }), ...(ceiling !== undefined && { ceiling }), exact };
}

/** Negative where `a` is older than `b`. Letters behind a number count (OpenSSL's `1.1.1w`). */
export function compareVersions(a: string, b: string): number {
  const left = numbersOf(a);
  const right = numbersOf(b);
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): readonly number[] {
  const release = version.replace(/^[vV]/, "").split(/[-+]/, 1)[0] ?? "";
  return release
    .split(".")
    .slice(0, 6)
    .flatMap((part) => {
      const [, digits = "0", letter = ""] = /^(\d{1,12})([a-z]?)/.exec(part) ?? [];
      return letter === "" ? [Number(digits)] : [Number(digits), letter.charCodeAt(0) - 96];
    });
}

/** The first release behind those that share the first `count` numbers. */
function nextOf(version: string, count: number): string {
  const numbers = numbersOf(version).slice(0, count);
  return [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join(".");
}
