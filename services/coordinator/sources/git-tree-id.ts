/**
 * Git's id of a tree, made of its paths in the order in which `git ls-tree -r` lists them. An id is a hash of all that is
 * below, so what a repository lists under it can be told from what the id stands for. A tree that git would not list whole
 * (an empty one inside, modes of long ago) comes out as another, never as the same.
 */
import { createHash } from "node:crypto";

interface Folder {
  /** With trailing slash; empty for the root. */
  readonly path: string;
  /** The tree object's text so far, a character a byte. */
  body: string;
}

const FOLDER_MODE = "40000";

export class GitTreeId {
  readonly #open: [Folder, ...Folder[]] = [{ path: "", body: "" }];
  #last: Folder = this.#open[0];

  /** `mode` in octal, `id` in hex. */
  add(mode: string, id: string, name: Buffer): void {
    const path = name.toString("latin1");
    const slash = path.lastIndexOf("/") + 1;
    if (slash !== this.#last.path.length || !path.startsWith(this.#last.path)) this.#enter(path.slice(0, slash));
    this.#last.body += entry(mode, path.slice(slash), id);
  }

  /** Once all have been added. */
  toString(): string {
    while (this.#open.length > 1) this.#leave();
    return idOf(this.#open[0]);
  }

  #enter(path: string): void {
    while (!path.startsWith(this.#last.path)) this.#leave();
    for (let end = path.indexOf("/", this.#last.path.length); end >= 0; end = path.indexOf("/", end + 1)) {
      this.#last = { path: path.slice(0, end + 1), body: "" };
      this.#open.push(this.#last);
    }
  }

  #leave(): void {
    const left = this.#open.pop();
    this.#last = this.#open.at(-1) ?? this.#open[0];
    if (left) this.#last.body += entry(FOLDER_MODE, left.path.slice(this.#last.path.length, -1), idOf(left));
  }
}

function entry(mode: string, name: string, id: string): string {
  return `${mode} ${name}\0${Buffer.from(id, "hex").toString("latin1")}`;
}

function idOf({ body }: Folder): string {
  return createHash("sha1").update(`tree ${body.length}\0`).update(body, "latin1").digest("hex");
}
