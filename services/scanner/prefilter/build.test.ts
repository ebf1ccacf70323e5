import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { buildKernel } from "./build.ts";

test("leaves an up-to-date kernel alone", () => {
  const kernel = fileURLToPath(new URL("./build/kernel.wasm", import.meta.url));
  buildKernel();
  const { ino, mtimeMs } = statSync(kernel);
  buildKernel();
  expect(statSync(kernel)).toMatchObject({ ino, mtimeMs });
});
