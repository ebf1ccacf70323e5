import type { KindDigests } from "@pqc-audit/scanner/kind-digest.ts";

/** The engine of this program. */
export interface OwnEngine {
  readonly digest: string;
  readonly kinds: KindDigests;
}
