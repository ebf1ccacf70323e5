/** What an archive holds, whichever its format, and what its names mean. No name ever reaches a file system. */
import type { ArchiveSkip } from "@pqc-audit/scanner/fact.ts";
import { pathText } from "../path-text.ts";
import type { SourceEntry } from "../source.ts";

export interface Member {
  /** As its bytes lie in the archive. */
  readonly name: Buffer;
  readonly type: SourceEntry["type"];
  readonly skip?: ArchiveSkip;
  /** Bytes, as the archive says; 0 of what is no file. */
  readonly size: number;
  /** Content of a file; to be read to its end before the next member is asked for. */
  readonly content?: () => AsyncIterable<Uint8Array>;
}

/** The path as a folder on disk would have it; undefined of a name that leads out of the archive, or nowhere. */
export function pathOfName(name: Buffer): string | undefined {
  if (name.length > MAX_NAME_BYTES || name.includes(0)) return undefined;
  const text = pathText(name);
  if (text.startsWith("/") || DRIVE.test(text)) return undefined;
  const parts = text.split("/").filter((part) => part !== "" && part !== ".");
  return parts.length === 0 || parts.includes("..") ? undefined : parts.join("/");
}

/** As long as Linux takes it. */
const MAX_NAME_BYTES = 4096;
const DRIVE = /^[A-Za-z]:[\\/]/;
