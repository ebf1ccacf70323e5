import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { writeChunks } from "./chunks.ts";

const many = function* () {
  for (;;) yield "x".repeat(10_000);
};

test("whoever stops reading ends the writing: a stream that is closed never drains", async () => {
  const stuck = new Writable({ write() {} });
  const writing = writeChunks(many(), stuck);
  setImmediate(() => stuck.destroy());
  await expect(writing).rejects.toThrow("the stream is closed");
  await expect(writeChunks(many(), stuck)).rejects.toThrow("closed");
  expect(stuck.listenerCount("drain") + stuck.listenerCount("close")).toBe(0);
});

test("what goes wrong with the stream is what the writing says", async () => {
  const broken = new Writable({ write: (_chunk, _encoding, done) => void setImmediate(done, new Error("disk full")) });
  broken.on("error", () => {});
  await expect(writeChunks(many(), broken)).rejects.toThrow("disk full");
});
