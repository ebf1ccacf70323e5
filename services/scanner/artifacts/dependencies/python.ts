/** Python's manifests: requirements of PEP 508, beside which a project's own name and words stand in the same notation. */
import { byPatterns, type Manifest } from "./manifest.ts";

/** `name = "1"`, `name = { version = "1", … }`, `name.version = "1"`. */
export const TOML_ENTRY =
  /^(?<name>[\w-]{1,80})(?:\.version)?[ \t]{0,20}=[ \t]{0,20}(?:\{[^}\n]{0,200}?version[ \t]{0,4}=[ \t]{0,4})?["'](?<version>[\^~<>=*\s]{0,6}\d?[^"'\n]{0,80})["']/gm;
const PEP508_QUOTED =
  /["'](?<name>[A-Za-z][\w.-]{1,80})(?:\[[\w,\s.-]{0,80}\])?[ \t]{0,4}(?:\([ \t]{0,4})?(?<version>(?:[~=!<>]{1,3}[ \t]{0,4}[\w.*+!-]{1,40}(?:,[ \t]{0,4})?){1,5})?\)?(?:;[^"'\n]{0,200})?["']\s{0,20}[,\])\n]/g;
const PEP508_LINE =
  /^[ \t]{0,20}(?:-[ \t]{1,8})?(?<name>[A-Za-z][\w.-]{1,80})(?:\[[\w,\s.-]{0,80}\])?[ \t]{0,4}(?<version>(?:[~=!<>]{1,3}[ \t]{0,4}[\w.*+!-]{1,40}(?:,[ \t]{0,4})?){0,5})[ \t]{0,20}(?:[;#\\@][^\n]{0,2000}|--[^\n]{0,2000})?\r?$/gm;

/** What a project says of itself: its name, its modules, what it may be searched for. `name = "rsa"`, `keywords=["rsa"]`. */
const OWN_WORDS =
  /(?<![\w.-])(?:name|keywords|packages|py[_-]modules|provides|namespace[_-]packages)[ \t]{0,20}=[ \t]{0,20}(?:"[^"\n]{0,200}"|'[^'\n]{0,200}'|\[[^[\]]{0,2000}\])/g;
/** The same in an INI file: the rest of the line and the lines that are indented below. */
const OWN_LINES =
  /^(?:name|keywords|packages|py[_-]modules|provides|namespace[_-]packages)[ \t]{0,20}[=:][^\n]{0,2000}(?:\n[ \t]{1,20}[^\n]{0,200}){0,200}/gm;

export const requirements = byPatterns(PEP508_LINE);
export const pythonProject = without(OWN_WORDS, byPatterns(TOML_ENTRY, PEP508_QUOTED));
export const setupPy = without(OWN_WORDS, byPatterns(PEP508_QUOTED));
export const setupCfg = without(OWN_LINES, requirements);

/** Reads the text with what the pattern finds blanked, so that offsets stay. */
function without(pattern: RegExp, read: Manifest["read"]): Manifest["read"] {
  return (text) => read(text.replace(pattern, (found) => found.replace(/[^\n]/g, " ")));
}
