/** Names of a document and of what was scanned, for formats that want one. */
import { createHash } from "node:crypto";
import type { ReportedResult } from "../report.ts";

/**
 * The same for the same findings of the same commit of the same target: what is imported twice is one document. A UUID of
 * version 8 (RFC 9562) over what it depends on. `kind` tells documents of one result apart.
 */
export function documentUuid(kind: string, { target, digest, coverage }: ReportedResult): string {
  const what = [kind, target.location, target.commit ?? "", target.since?.commit ?? "", digest, coverage];
  const hash = createHash("sha256").update(JSON.stringify(what)).digest("hex");
  const variant = "89ab"[Number.parseInt(hash.charAt(16), 16) % 4] ?? "8";
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** Last part of the path or address, for people. */
export function targetName({ location }: ReportedResult["target"]): string {
  const last = location.split(/[\\/]/).findLast((part) => part !== "") ?? "";
  return last.replace(/\.git$/, "") || location || "target";
}

export function isWebAddress(location: string): boolean {
  return /^https?:\/\/[^\s"<>\\^`{|}]+$/i.test(location);
}

/** Package URL of the very commit; nothing for a folder of some machine, which is nobody else's name for it. */
export function targetUrl({ location, commit }: ReportedResult["target"]): string | undefined {
  if (!isWebAddress(location)) return undefined;
  const at = commit === undefined ? "" : `@${encodeURIComponent(commit)}`;
  const source = encodeURIComponent(`git+${location}${at}`);
  return `pkg:generic/${encodeURIComponent(targetName({ location }))}${at}?vcs_url=${source}`;
}

/** A part of an IRI, whatever a repository called it. */
export function iriPart(text: string): string {
  return text
    .split("/")
    .map((segment) => encodeURIComponent(segment.toWellFormed()))
    .join("/");
}
