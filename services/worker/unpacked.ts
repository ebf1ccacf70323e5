/** What a pack holds, ready to be scanned: contents, and what contents of the second pass are looked through for. */
import { CorruptInputError, messageOf } from "@pqc-audit/platform/errors.ts";
import { apart } from "@pqc-audit/platform/packs/declaration.ts";
import type { PackMember } from "@pqc-audit/platform/packs/pack.ts";
import { partsOfSecondKind, type Wrappers } from "@pqc-audit/scanner/wrappers/wrappers.ts";
import type { ScanFile } from "./pool/scan-pool.ts";

export interface Unpacked {
  readonly blobs: readonly PackMember[];
  readonly wrappers?: Wrappers;
}

/** Throws `CorruptInputError` where a content is to be looked through for something that the pack does not say. */
export async function unpacked(members: readonly PackMember[]): Promise<Unpacked> {
  const { blobs, declaration } = apart(members);
  const wrappers = declaration === undefined ? undefined : await declared(declaration);
  for (const { kind } of blobs) {
    const digest = partsOfSecondKind(kind)?.digest;
    if (digest === undefined || digest === wrappers?.digest) continue;
    throw new CorruptInputError(`The pack holds a content of kind ${kind}, and not the declaration of that digest.`);
  }
  return { blobs, ...(wrappers && { wrappers }) };
}

async function declared(text: string): Promise<Wrappers> {
  const { readWrappers } = await import("@pqc-audit/scanner/wrappers/read-wrappers.ts");
  try {
    return readWrappers(JSON.parse(text));
  } catch (error) {
    throw new CorruptInputError(`The pack's declaration of wrappers cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

export function filesOf({ blobs, wrappers }: Unpacked): readonly ScanFile[] {
  return blobs.map((member) => {
    const { kind, blob, bytes, inflated } = member;
    const source = inflated === undefined ? { bytes } : { stream: bytes, blob, inflated };
    return { kind, source, ...(wrappers && { wrappers }) };
  });
}
