/** How hostile sources are spelled in shells and in files that are a frame around another language. */
import type { Dialect } from "./testing-dialects.ts";

const bash: Dialect = {
  language: "bash",
  head: "#!/bin/bash\n",
  literal: "2048",
  use: (expression) => `openssl genrsa -out k ${expression}`,
  chain: { first: "openssl dgst -md5 x", link: " | openssl md5" },
  constant: (name, expression) => `readonly ${name}=${expression}`,
  assign: (name, expression) => `${name}="$(${expression})"`,
  statement: (expression) => expression,
  function: (name, body) => `${name}() { ${body}; }`,
  block: (body) => `{ ${body}; }`,
  choice: (condition, yes, no) => `$(test ${condition} && ${yes} || ${no})`,
  join: " ",
  comment: ": <<'END'\n",
  alias: (name) => `alias ${name}='openssl md5'`,
};

/** The same code, each line of it within a frame. */
function framed(inner: Dialect, language: string, before: string, margin: string, after = ""): Dialect {
  return {
    ...inner,
    language,
    head: before,
    tail: after,
    statement: (expression) => margin + inner.statement(expression).replaceAll("\n", `\n${margin}`),
    assign: (name, expression) => margin + inner.assign(name, expression),
    constant: (name, expression) => margin + inner.constant(name, expression),
    function: (name, body) => margin + inner.function(name, body.trim()),
  };
}

export const SHELL_DIALECTS: readonly Dialect[] = [
  bash,
  framed(bash, "dockerfile", "FROM scratch\n", "RUN "),
  framed(bash, "makefile", "all:\n", "\t"),
  framed(bash, "scripts", "jobs:\n  build:\n    run: |\n", "      "),
];

/** Script blocks of components. */
export function componentDialects(typescript: Dialect): readonly Dialect[] {
  return ["vue", "svelte"].map((language) => ({
    ...typescript,
    language,
    head: `<template><p>x</p></template>\n<script>\n${typescript.head}`,
    tail: "\n</script>\n",
  }));
}
