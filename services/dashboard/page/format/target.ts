/** A repository's URL as people name it. */
export interface TargetName {
  readonly name: string;
  /** Host and the folders before the name. */
  readonly place: string;
}

/** `https://git.example/team/service.git` is `service` of `git.example/team`. */
export function nameOfTarget(target: string): TargetName {
  const plain = target.replace(/^[a-z+]{1,20}:\/\//i, "").replace(/\/{1,20}$/, "");
  const at = Math.max(plain.lastIndexOf("/"), plain.lastIndexOf(":"));
  const name = plain.slice(at + 1).replace(/\.git$/, "");
  return { name: name === "" ? plain : name, place: at > 0 ? plain.slice(0, at) : "" };
}
