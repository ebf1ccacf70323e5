/** Kinds of work that migrating is made of. */

/** In the order in which kinds build on each other: no package needs one of a later kind. */
export const WORK_KINDS = [
  "library-upgrade",
  "protocol-versions",
  "weak-today",
  "configuration",
  "key-establishment",
  "signatures",
  "keys",
  "certificates",
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];
