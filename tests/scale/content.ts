/** Small sources in several languages, each different from all others; a few of them use something weak. */

interface Flavour {
  readonly extension: string;
  readonly ordinary: (name: string) => string;
  readonly weak?: (name: string) => string;
}

const FLAVOURS: readonly Flavour[] = [
  {
    extension: "py",
    ordinary: (name) => `"""Handles ${name}."""\n\n\ndef handle_${name}(request):\n    return request.get("${name}")\n`,
    weak: (name) => `import hashlib\n\n\ndef handle_${name}(data):\n    return hashlib.md5(data).hexdigest()\n`,
  },
  {
    extension: "java",
    ordinary: (name) => `package org.example;\n\nfinal class H${name} {\n  int size() {\n    return 1;\n  }\n}\n`,
    weak: (name) =>
      `import java.security.MessageDigest;\n\nclass H${name} {\n  Object of() throws Exception {\n    return MessageDigest.getInstance("SHA-1");\n  }\n}\n`,
  },
  { extension: "go", ordinary: (name) => `package h\n\n// H${name} handles.\nfunc H${name}() int { return 1 }\n` },
  {
    extension: "ts",
    ordinary: (name) => `export function handle${name}(value: number): number {\n  return value;\n}\n`,
  },
  { extension: "c", ordinary: (name) => `#include <stddef.h>\n\nsize_t handle_${name}(void) { return 1; }\n` },
  { extension: "h", ordinary: (name) => `#pragma once\n#include <stddef.h>\nsize_t handle_${name}(void);\n` },
  { extension: "json", ordinary: (name) => `{ "handler": "${name}", "enabled": true }\n` },
  { extension: "yaml", ordinary: (name) => `handler: ${name}\nenabled: true\n` },
  { extension: "md", ordinary: (name) => `# ${name}\n\nHow ${name} is handled.\n` },
  { extension: "txt", ordinary: (name) => `${name}\n` },
];

const ONE_WEAK_IN = 20;

export interface MadeFile {
  readonly name: string;
  readonly text: string;
}

/** Equal numbers, equal files. `lines` of comment make it longer. */
export function makeFile(number: number, lines = 0): MadeFile {
  const flavour = FLAVOURS[number % FLAVOURS.length] ?? (FLAVOURS[0] as Flavour);
  const name = `request${number}`;
  const round = Math.floor(number / FLAVOURS.length);
  const write = round % ONE_WEAK_IN === 0 && flavour.weak ? flavour.weak : flavour.ordinary;
  const comment = lines === 0 ? "" : padding(flavour.extension, number, lines);
  return { name: `${name}-handler.${flavour.extension}`, text: write(name) + comment };
}

const COMMENT: Readonly<Record<string, string>> = {
  py: "# ",
  yaml: "# ",
  java: "// ",
  go: "// ",
  ts: "// ",
  c: "// ",
  h: "// ",
};

/** Varied enough that packing has something to do. */
function padding(extension: string, number: number, lines: number): string {
  if (extension === "json") return "\n".repeat(lines);
  const mark = COMMENT[extension] ?? "";
  let text = "";
  for (let line = 0, seed = number; line < lines; line++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    text += `${mark}step ${line}: waits for ${seed.toString(36)} before the queue of ${(seed % 9973).toString(36)} is read\n`;
  }
  return text;
}
