/** Where a command's data goes: standard output, or a file that appears only when it is complete. */
import { createWriteStream } from "node:fs";
import { access, constants, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { messageOf, RetryableError, TerminalError, UsageError } from "@pqc-audit/platform/errors.ts";
import type { Context } from "../context.ts";

/** Refuses a place that cannot be written before hours of scanning go into it. */
export async function checkOutput(file: string, option = "--output"): Promise<void> {
  const path = resolve(file);
  if ((await stat(path).catch(() => undefined))?.isDirectory()) {
    throw new UsageError(`${option} ${file} is a folder: name a file in it`);
  }
  await access(dirname(path), constants.W_OK).catch(() => {
    throw new UsageError(`${option} ${file}: the folder ${dirname(path)} does not exist or cannot be written`);
  });
}

/** Runs `write` with the destination; a file is put in place only after `write` succeeded. */
export async function withOutput(
  file: string | undefined,
  context: Context,
  write: (out: Writable) => Promise<void>,
): Promise<void> {
  if (file === undefined) return await write(context.stdout);
  const partial = `${resolve(file)}.partial`;
  const out = createWriteStream(partial);
  try {
    const failed = new Promise<never>((_resolve, reject) => out.once("error", reject));
    failed.catch(() => {});
    await Promise.race([write(out), failed]);
    out.end();
    await finished(out);
    await rename(partial, resolve(file));
  } catch (error) {
    out.destroy();
    await rm(partial, { force: true });
    // What was to be written failed, not the file.
    if (error instanceof RetryableError || error instanceof TerminalError) throw error;
    throw new UsageError(`cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}
