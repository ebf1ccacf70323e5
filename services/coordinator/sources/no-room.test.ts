import { RetryableError, TerminalError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { clean } from "./git-process.ts";
import { orNoRoom } from "./no-room.ts";

test("a full disk is a reason to come again, whoever met it", () => {
  const said = clean(
    "error: file write error: No space left on device\nfatal: fetch-pack: invalid index-pack output\n",
    [],
  );
  for (const error of [
    new TerminalError(`Cannot fetch https://git.example.org/a: ${said}.`),
    new Error("ENOSPC: no space left on device, mkdtemp '/tmp/pqc-audit-git-XXXXXX'"),
  ]) {
    const fault = orNoRoom(error, "https://git.example.org/a");
    expect(fault).toBeInstanceOf(RetryableError);
    expect(fault).toMatchObject({
      message: expect.stringMatching(/^No room to fetch https:\/\/git.example.org\/a \(.*no space left on device.*\)/i),
    });
  }
});

test("every other error stays what it is", () => {
  const error = new TerminalError("Cannot fetch https://git.example.org/a: index-pack failed.");
  expect(orNoRoom(error, "https://git.example.org/a")).toBe(error);
});
