/**
 * Modules of the Go module proxy, for what they hold rather than for building them: Go's own toolchain, descriptions of interfaces.
 * Each is pinned by the sum that `go.sum` would have of it, so that it does not matter which proxy it comes from.
 */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { openPromise } from "yauzl";

const DOWNLOAD_MS = 5 * 60_000;

export interface Module {
  /** In lower case: the proxy spells others in its own way. */
  readonly path: string;
  readonly version: string;
  /** `h1:` and base64, as in the checksum database. */
  readonly sum: string;
}

export interface Unpacking {
  /** Which files are written, by their path in the module; all where absent. The sum is of all in any case. */
  readonly wanted?: (path: string) => boolean;
  /** Default 0o644. */
  readonly mode?: (path: string) => number;
}

/** Writes the module below `folder`. Throws where it cannot be had, or is not what was pinned; what was written counts for nothing then. */
export async function obtainModule(module: Module, folder: string, how: Unpacking = {}): Promise<void> {
  const { path, version, sum } = module;
  await mkdir(dirname(folder), { recursive: true });
  const work = await mkdtemp(join(dirname(folder), "module-"));
  try {
    const archive = join(work, "module.zip");
    await download(`${path}/@v/${version}.zip`, archive);
    const got = await unpack(archive, `${path}@${version}/`, folder, how);
    if (got !== sum) throw new Error(`${path} ${version} is not what was pinned: its sum is ${got} instead of ${sum}`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** From the first proxy of `GOPROXY` that has it. */
async function download(path: string, file: string): Promise<void> {
  const named = (process.env.GOPROXY ?? "").split(/[,|]/).filter((each) => /^https?:\/\//.test(each));
  const proxies = named.length > 0 ? named : ["https://proxy.golang.org"];
  // The proxy is trusted as Go would trust it: by the system's own certificates too.
  setDefaultCACertificates([...getCACertificates("default"), ...getCACertificates("system")]);
  const faults: string[] = [];
  for (const proxy of proxies) {
    const answer = await fetch(`${proxy.replace(/\/$/, "")}/${path}`, {
      signal: AbortSignal.timeout(DOWNLOAD_MS),
    }).catch((error: unknown) => String(error));
    if (typeof answer === "string" || !answer.ok || answer.body === null) {
      faults.push(`${new URL(proxy).host}: ${typeof answer === "string" ? answer : answer.status}`);
      continue;
    }
    return pipeline(Readable.fromWeb(answer.body), createWriteStream(file));
  }
  throw new Error(`cannot download ${path} from the module proxy (${faults.join("; ")})`);
}

/** Returns the sum of what is in the archive, `Hash1` of golang.org/x/mod/sumdb/dirhash. */
async function unpack(archive: string, prefix: string, folder: string, how: Unpacking): Promise<string> {
  const { wanted = () => true, mode = () => 0o644 } = how;
  const zip = await openPromise(archive);
  const lines: string[] = [];
  try {
    // Names that leave the folder are refused by the reader itself.
    for await (const entry of zip.eachEntry()) {
      if (!entry.fileName.startsWith(prefix)) throw new Error(`${entry.fileName} does not belong into ${prefix}`);
      const name = entry.fileName.slice(prefix.length);
      const hash = createHash("sha256");
      const hashed = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk);
          done(null, chunk);
        },
      });
      const path = join(folder, name);
      if (wanted(name)) await mkdir(dirname(path), { recursive: true });
      const to = wanted(name) ? createWriteStream(path, { mode: mode(name) }) : nowhere();
      await pipeline(await zip.openReadStreamPromise(entry), hashed, to);
      lines.push(`${hash.digest("hex")}  ${entry.fileName}\n`);
    }
  } finally {
    zip.close();
  }
  const sorted = lines.toSorted((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
  return `h1:${createHash("sha256").update(sorted.join("")).digest("base64")}`;
}

function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
