/**
 * Processes of the image as a node runs them by the chart's word: as its user, on a root that cannot be written to, with
 * nothing but /tmp, a few devices and what is mounted, and no environment but the image's. The network is this machine's.
 * Proves nothing of seccomp profiles and of limits that a kubelet sets.
 */
import { execFile } from "node:child_process";
import { type ServerProcess, startProcess } from "../servers/process.ts";

export interface Start {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Folders of this machine by where the process finds them; read-only but for /var/lib/pqc-audit. */
  readonly mounts?: Readonly<Record<string, string>>;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** $1 is the root, $2 the user; then pairs of folders up to "--", then the program. The id of the process is the program's. */
const ENTER = `set -e
root=$1 user=$2; shift 2
mount --bind "$root" "$root"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mount --rbind /proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev"
for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
while [ "$1" != -- ]; do
  mount --bind "$2" "$root$1"
  [ "$1" = /var/lib/pqc-audit ] || mount -o remount,bind,ro "$root$1"
  shift 2
done
shift
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs /usr/sbin/chroot --userspec="$user" "$root" "$@"`;

export class Sandbox {
  readonly root: string;
  readonly #user: string;
  readonly #entrypoint: readonly string[];
  readonly #env: Readonly<Record<string, string>>;

  constructor(root: string, config: { User: string; Entrypoint: readonly string[]; Env: readonly string[] }) {
    this.root = root;
    this.#user = config.User;
    this.#entrypoint = config.Entrypoint;
    this.#env = Object.fromEntries(
      config.Env.map((each) => [each.split("=", 1)[0] ?? "", each.replace(/^[^=]*=/, "")]),
    );
  }

  run(start: Start & { readonly program?: string }): Promise<Ended> {
    const [file, ...args] = this.#command(start);
    return new Promise((resolve) => {
      execFile(file ?? "", args, { maxBuffer: 1 << 28, timeout: 240_000 }, (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
        resolve({ code, stdout, stderr });
      });
    });
  }

  /** Resolves once the address answers that it is ready. */
  start(name: string, ready: string, start: Start): Promise<ServerProcess> {
    const [command = "", ...args] = this.#command(start);
    return startProcess({
      name,
      command,
      args,
      ready: async () => (await fetch(ready).catch(() => undefined))?.ok === true,
      startTimeoutMs: 90_000,
    });
  }

  #command({ args, env = {}, mounts = {}, program }: Start & { readonly program?: string }): readonly string[] {
    const variables = Object.entries({ ...this.#env, ...env }).map(([name, value]) => `${name}=${value}`);
    return [
      ...[
        "env",
        "-i",
        ...variables,
        "/usr/bin/unshare",
        "--mount",
        "/bin/sh",
        "-c",
        ENTER,
        "sh",
        this.root,
        this.#user,
      ],
      ...Object.entries(mounts).flat(),
      "--",
      ...(program === undefined ? this.#entrypoint : [program]),
      ...args,
    ];
  }
}
