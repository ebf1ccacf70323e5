/** A server of the soak: ended, killed and started again on its files and its port, on a disk that can be filled. */
import { chmod, mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { mountSmallDisk, type SmallDisk } from "../../servers/small-disk.ts";

interface Running {
  readonly ended: Promise<string>;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

export interface ServerOptions<Server extends Running> {
  /** The first time on an empty folder, then on what is there. */
  readonly start: (dataDir: string) => Promise<Server>;
  /** Throws while the server does not answer. */
  readonly answers: () => Promise<unknown>;
  readonly megabytes: number;
}

const healedWithinMs = 60_000;

export class SoakServer<Server extends Running = Running> {
  readonly dataDir: string;
  /** Why the disk cannot be filled, where this machine refuses one. */
  readonly refused: string | undefined;
  readonly #options: ServerOptions<Server>;
  readonly #disk: SmallDisk | undefined;
  #running: Server;

  private constructor(
    options: ServerOptions<Server>,
    dataDir: string,
    disk: SmallDisk | { readonly refused: string },
    running: Server,
  ) {
    this.#options = options;
    this.dataDir = dataDir;
    this.#disk = "refused" in disk ? undefined : disk;
    this.refused = "refused" in disk ? disk.refused : undefined;
    this.#running = running;
  }

  static async start<Server extends Running>(options: ServerOptions<Server>): Promise<SoakServer<Server>> {
    const disk = await mountSmallDisk(options.megabytes);
    const folder = "refused" in disk ? await mkdtemp(join(tmpdir(), "pqc-disk-")) : disk.path;
    const dataDir = join(folder, "data");
    // PostgreSQL is another user where this process is root.
    await chmod(folder, 0o755);
    await mkdir(dataDir);
    return new SoakServer(options, dataDir, disk, await options.start(dataDir));
  }

  get running(): Server {
    return this.#running;
  }

  async end(): Promise<void> {
    await this.#running.stop();
  }

  async kill(): Promise<void> {
    await this.#running.kill();
  }

  /** Starts it where it has ended, waits until it answers. */
  async heal(): Promise<void> {
    const deadline = performance.now() + healedWithinMs;
    for (;;) {
      try {
        if ((await Promise.race([this.#running.ended, "runs"])) !== "runs")
          this.#running = await this.#options.start(this.dataDir);
        await this.#options.answers();
        return;
      } catch (thrown) {
        if (performance.now() > deadline) throw thrown;
        await sleep(200);
      }
    }
  }

  async loseFiles(): Promise<void> {
    for (const name of await readdir(this.dataDir)) {
      await rm(join(this.dataDir, name), { recursive: true, force: true });
    }
  }

  async fill(): Promise<void> {
    await this.#disk?.fill();
  }

  async free(): Promise<void> {
    await this.#disk?.free();
  }

  async stop(): Promise<void> {
    await this.#running.stop();
    if (this.#disk === undefined) await rm(join(this.dataDir, ".."), { recursive: true, force: true });
    else await this.#disk.remove();
  }
}
