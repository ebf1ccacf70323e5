import { TerminalError } from "@pqc-audit/platform/errors.ts";
import { expect, test } from "vitest";
import { checkAddressPins } from "./git-version.ts";

test.each(["git version 2.37.0", "git version 2.39.5 (Apple Git-154)", "git version 3.0.1"])(
  "%s holds to an address",
  (text) => {
    expect(() => checkAddressPins(text)).not.toThrow();
  },
);

test.each(["git version 2.36.9", "git version 1.40.0", "no version"])("%s does not", (text) => {
  expect(() => checkAddressPins(text)).toThrow(TerminalError);
});
