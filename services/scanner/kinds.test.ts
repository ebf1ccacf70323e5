import { expect, test } from "vitest";
import { kindOfPath, readingOf, readingsOf } from "./kinds.ts";

const script = Buffer.from("#!/bin/sh\necho\n");

test.each([
  ["run", "sniff", "language"],
  ["test.sh.in", "sniff", "language"],
  ["install", "sniff-prose", "language"],
  ["README.txt", "sniff-prose", "language"],
  ["notes.txt", "sniff", "language"],
  ["README.md", "prose", "prose"],
  ["page.html", "prose", "prose"],
  ["ci.yml", "text", "text"],
  ["Messages.RESX", "text", "text"],
  ["a.b/run", "sniff", "language"],
])("%s is %s: what begins with #! is read as %s there", (path, kind, as) => {
  expect(kindOfPath(path)).toBe(kind);
  expect(readingOf(kind, script).as).toBe(as);
});

test("every way in which a content is read is one that its kind says", () => {
  const contents = [
    "",
    "plain",
    "\0",
    "\x30\x82\x01\x01\0",
    "#!/usr/bin/env python3\n",
    "#!/usr/bin/perl -w\n",
    "#!/bin/sh\n",
    "-----BEGIN",
  ];
  for (const kind of ["sniff", "text", "prose", "sniff-prose", "python", "c", "pki", "vue", "dockerfile"]) {
    const said = readingsOf(kind);
    for (const content of contents)
      expect(said, `${kind} ${content}`).toContainEqual(readingOf(kind, Buffer.from(content)));
  }
});
