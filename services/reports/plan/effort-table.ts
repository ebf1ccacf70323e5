/**
 * What work costs: all constants of the rule in `effort.ts`, in hours of one person who knows the code. They are a rule of
 * thumb and were measured nowhere; what an organisation measures takes their place here, and `docs/PLAN.md` tells people.
 */
import type { Usage } from "@pqc-audit/scanner/fact.ts";
import type { Effort } from "./model.ts";
import type { WorkKind } from "./work-kind.ts";

/** Hours that are worked on a plan in a day. */
export const HOURS_A_DAY = 6;

export interface KindEffort {
  /** Once for each package: to read in, agree, test and roll out. */
  readonly base: Effort;
  /** What changing each place is multiplied by. */
  readonly factor: Effort;
  readonly why: string;
}

export const KIND_EFFORT: Readonly<Record<WorkKind, KindEffort>> = {
  "library-upgrade": {
    base: { low: 4, high: 24 },
    factor: { low: 1, high: 1 },
    why: "an upgrade is tested as a whole; it may break what is built on it",
  },
  "protocol-versions": {
    base: { low: 4, high: 16 },
    factor: { low: 1, high: 1.5 },
    why: "peers that speak old versions only are looked for before",
  },
  "weak-today": {
    base: { low: 2, high: 8 },
    factor: { low: 1, high: 1.5 },
    why: "what was stored with it may have to be read still",
  },
  configuration: {
    base: { low: 2, high: 8 },
    factor: { low: 1, high: 1 },
    why: "settings are rolled out and can be taken back",
  },
  "key-establishment": {
    base: { low: 8, high: 40 },
    factor: { low: 1, high: 2 },
    why: "a change of protocol: both ends, formats and sizes of messages",
  },
  signatures: {
    base: { low: 8, high: 40 },
    factor: { low: 1, high: 2 },
    why: "whoever verifies comes first; signatures and keys are larger",
  },
  keys: {
    base: { low: 4, high: 16 },
    factor: { low: 1, high: 1 },
    why: "each key is made anew, given out, and the old one is withdrawn",
  },
  certificates: {
    base: { low: 8, high: 24 },
    factor: { low: 1, high: 1 },
    why: "each is issued anew and trusted before it is used",
  },
};

export interface PlaceEffort {
  /** The first place of a use: the same rule, algorithm and library. */
  readonly first: Effort;
  /** Each further one, as it is changed in the same way. */
  readonly further: Effort;
}

export const USAGE_EFFORT: Readonly<Record<Exclude<Usage, "definition">, PlaceEffort>> = {
  call: { first: { low: 2, high: 6 }, further: { low: 0.25, high: 1 } },
  configuration: { first: { low: 0.5, high: 2 }, further: { low: 0.1, high: 0.5 } },
  "key-material": { first: { low: 1, high: 4 }, further: { low: 0.25, high: 1 } },
  certificate: { first: { low: 1, high: 4 }, further: { low: 0.25, high: 1 } },
  dependency: { first: { low: 2, high: 16 }, further: { low: 0.25, high: 1 } },
};

/** Calls of a function that the repository declares as its own: the function is changed once, its callers are looked at. */
export const WRAPPER_EFFORT: PlaceEffort = { first: { low: 2, high: 8 }, further: { low: 0.05, high: 0.25 } };

/** Places in code of others are not changed: upgrading it is the work. */
export const VENDORED_EFFORT: PlaceEffort = { first: { low: 0, high: 2 }, further: { low: 0, high: 0 } };

/** Once for each file that is changed: to review it. */
export const FILE_EFFORT: Effort = { low: 0.1, high: 0.3 };

/** Once for each use whose algorithm is decided at run time: to find out which it is. */
export const UNRESOLVED_EFFORT: Effort = { low: 0.5, high: 4 };
