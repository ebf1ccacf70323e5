/**
 * `make secrets`: random secrets for deploy/compose.yaml, in `deploy/secrets`, which is not committed. What is there
 * already stays. Containers read the files as another user, so the folder is closed to others and the files are not.
 */
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Writes what is missing below `folder`; answers the names of what was written. */
export function makeSecrets(folder: string): readonly string[] {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const written: string[] = [];
  const file = (name: string, content: () => string): string => {
    const path = join(folder, name);
    if (!existsSync(path)) {
      writeFileSync(path, `${content()}\n`, { mode: 0o444 });
      written.push(name);
    }
    return readFileSync(path, "utf8").trim();
  };
  file("db_password", random);
  const secretKey = file("s3_secret", random);
  file("s3.env", () => `ROOT_ACCESS_KEY=pqc-audit\nROOT_SECRET_KEY=${secretKey}`);
  const token = file("api_token", random);
  // The server keeps the hash only; docs/CONFIGURATION.md, http.tokens_file.
  file("api_tokens", () => `sha256:${createHash("sha256").update(token).digest("hex")} role=admin name=first`);
  return written;
}

const random = () => randomBytes(32).toString("hex");

if (import.meta.main) {
  const folder = fileURLToPath(new URL("./secrets", import.meta.url));
  const written = makeSecrets(folder);
  process.stdout.write(
    `${folder}: ${written.length > 0 ? `made ${written.join(", ")}` : "everything is there already"}\n`,
  );
}
