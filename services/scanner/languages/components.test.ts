import { expect, test } from "vitest";
import { Engine } from "../engine.ts";
import { kindOfPath } from "../kinds.ts";
import { factsOfCode } from "../matching/examples.ts";
import { svelte, vue } from "./components.ts";

const engine = new Engine();

async function found(language: string, code: string): Promise<readonly string[]> {
  const facts = await factsOfCode(engine, language, code);
  return facts.map((fact) => `${fact.line}:${fact.column} ${fact.algorithm} ${fact.language}`);
}

test("components are known by their names", () => {
  expect(kindOfPath("src/App.vue")).toBe("vue");
  expect(kindOfPath("src/routes/+page.svelte")).toBe("svelte");
});

test("the code of a script block is found where it stands", async () => {
  const code = `<template>
  <p>it's {{ createHash('md5') }}</p>
</template>
<script setup lang="ts">
import { createHash } from "node:crypto";
const etag = (x: string): string => createHash("sha1").update(x).digest("hex");
</script>
<style>p { content: 'x'; }</style>`;
  expect(await found("vue", code)).toEqual(["6:37 SHA-1 vue"]);
});

test("all blocks count, with code on the line of the tag", async () => {
  const code = `<script context="module">export const a = require("crypto").createHash("md5");</script>
<script>
  import md5 from "md5";
  $: digest = md5(name);
</script>
<h1>{digest}</h1>`;
  expect(await found("svelte", code)).toEqual(["1:43 MD5 svelte", "4:15 MD5 svelte"]);
});

test("what is no program is none: other types, comments, templates", async () => {
  const call = 'require("crypto").createHash("md5");';
  expect(await found("vue", `<script type="text/x-template">${call}</script>`)).toEqual([]);
  expect(await found("vue", `<!-- <script>${call}</script> -->`)).toEqual([]);
  expect(await found("vue", `<template><b>${call}</b></template>`)).toEqual([]);
  expect(await found("vue", `<script a="x > y" type="module">${call}</script>`)).toEqual(["1:33 MD5 vue"]);
});

test("offsets stay, and hostile texts take linear time", () => {
  const text = "<script>a\r\n</script>\n\u{1f511}<script>b";
  for (const language of [vue, svelte]) expect(language.part?.(text)).toHaveLength(text.length);
  for (const shape of ["<script ", "<script>", "<!--", "<script a='", "</script>", "<"]) {
    const hostile = shape.repeat(50_000);
    expect(vue.part?.(hostile)).toHaveLength(hostile.length);
  }
});
