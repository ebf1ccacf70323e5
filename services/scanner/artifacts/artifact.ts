/** What an artifact file provides: a non-code format that carries cryptography. One file per format, one line in `all.ts`. */
import type { AlgorithmUse } from "../algorithms/algorithm.ts";
import type { Confidence, Operation, Purpose, Usage } from "../fact.ts";

/** A use found in an artifact, before the registry names it. Offsets are bytes into the content. */
export interface ArtifactUse {
  readonly ruleId: string;
  readonly use: AlgorithmUse;
  readonly operation: Operation;
  readonly purpose?: Purpose;
  readonly usage: Usage;
  readonly start: number;
  readonly end: number;
  readonly confidence: Confidence;
  /** ISO date-time, as `expires`. */
  readonly validFrom?: string;
  readonly expires?: string;
  readonly serialNumber?: string;
  /** What tells equal uses apart without secrets, for the fingerprint: subject and serial, public key hash. */
  readonly context: string;
  /** Shown instead of the line: never key bytes. */
  readonly snippet: string;
  /** The product it configures; the format where absent. */
  readonly library?: string;
}

export interface ArtifactResult {
  readonly uses: readonly ArtifactUse[];
  /** The content claims the format but is malformed: counted as an error of this file. */
  readonly error?: string;
  /** The content was not read to its end: an error wherever the format stands, also inside other texts. */
  readonly incomplete?: string;
}

/** Of a content too large for memory, a piece is read at a time: what begins within these offsets is wanted of it. */
export interface Wanted {
  readonly from: number;
  readonly to: number;
}

export interface Artifact {
  readonly id: string;
  readonly extensions: readonly string[];
  readonly fileNames?: readonly string[];
  /** Literals whose presence in any text file makes this format look at it (a PEM block inside source code). */
  readonly anchors?: readonly string[];
  /**
   * `text`: only inside texts that are no program. Languages (ids): inside their sources too, but not in prose for
   * people. Inside everything where absent.
   */
  readonly within?: "text" | readonly string[];
  /** First bytes of a binary form: a file that matches is this artifact and not `binary`. */
  matches?(head: Uint8Array): boolean;
  /** Whether a content that begins so is one object, of which a piece from its middle tells nothing. */
  isOneObject?(head: Uint8Array): boolean;
  /** Equal uses are told once in a content. */
  readonly once?: boolean;
  /**
   * `anchors`: those of its own, in lower case, that stand in the content; all may where absent. `wanted`: errors and limits
   * are about what begins there alone; uses elsewhere are left out by the caller. All of it where absent.
   */
  read(bytes: Uint8Array, anchors?: ReadonlySet<string>, wanted?: Wanted): ArtifactResult;
}
