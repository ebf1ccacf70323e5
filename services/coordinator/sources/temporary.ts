/**
 * Folders for fetched repositories. Each is removed when its source is closed or the process exits; a process that was
 * killed leaves its folders behind, and `sweepTemporary` finds them by their heartbeat having stopped.
 */
import { lstatSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "pqc-audit-git-";
const HEARTBEAT_MS = 60_000;
/** Far beyond a few missed heartbeats: a stopped container or a sleeping laptop is no dead process. */
const ABANDONED_MS = 6 * 60 * 60_000;

export interface TemporaryFolder {
  readonly path: string;
  remove(): Promise<void>;
}

const open = new Map<string, NodeJS.Timeout>();
let watching = false;

export async function openTemporary(parent: string = tmpdir()): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(parent, PREFIX));
  const heartbeat = setInterval(() => beat(path), HEARTBEAT_MS);
  heartbeat.unref();
  open.set(path, heartbeat);
  if (!watching) process.once("exit", removeAll);
  watching = true;
  return {
    path,
    async remove() {
      clearInterval(heartbeat);
      await rm(path, { recursive: true, force: true, maxRetries: 3 });
      open.delete(path);
    },
  };
}

/** Removes what killed processes left in `parent`; how many folders. */
export async function sweepTemporary(parent: string = tmpdir(), now: number = Date.now()): Promise<number> {
  const abandoned = readdirSync(parent)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(parent, name))
    .filter((path) => !open.has(path) && isAbandoned(path, now));
  for (const path of abandoned) await rm(path, { recursive: true, force: true });
  return abandoned.length;
}

function isAbandoned(path: string, now: number): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats?.isDirectory() || now - stats.mtimeMs <= ABANDONED_MS) return false;
  return process.getuid === undefined || stats.uid === process.getuid();
}

function beat(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // Somebody removed it; whoever reads from it will say so.
  }
}

function removeAll(): void {
  for (const path of open.keys()) rmSync(path, { recursive: true, force: true });
}
