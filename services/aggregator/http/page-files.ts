/** The files of the dashboard's built page, read once: nothing of a request's path ever reaches the file system. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { extname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

export const INDEX = "index.html";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

export interface PageFile {
  readonly type: string;
  readonly etag: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  /** Its name changes with what it holds. */
  readonly hashed: boolean;
}

/** By path below the page's root, `index.html` and `assets/main-1a2b3c4d.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Where the page lies beside the bundled command, and where a checkout has it. */
export const PAGE_FOLDERS: readonly string[] = [
  fileURLToPath(new URL("./page/", import.meta.url)),
  fileURLToPath(new URL("../../dashboard/dist/", import.meta.url)),
];

/** Attributes of the page's root element: what its script is told. */
type Told = Readonly<Record<`data-${string}`, string>>;

/** Of the first folder that holds a page; undefined where none does. */
export async function readPage(folders: readonly string[], told: Told): Promise<PageFiles | undefined> {
  for (const folder of folders) {
    const files = await filesOf(folder, told);
    if (files.has(INDEX)) return files;
  }
  return undefined;
}

function tell(html: Buffer, told: Told): Buffer {
  const attributes = Object.entries(told).map(([name, value]) => ` ${name}="${value}"`);
  return Buffer.from(html.toString("utf8").replace("<html", `<html${attributes.join("")}`));
}

async function filesOf(folder: string, told: Told): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  for (const name of names.toSorted()) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = name.split(sep).join("/");
    const stored = await readFile(join(folder, name));
    const bytes = path === INDEX ? tell(stored, told) : stored;
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    files.set(path, { type, etag, bytes, gzipped: gzipSync(bytes), hashed: path.startsWith("assets/") });
  }
  return files;
}
