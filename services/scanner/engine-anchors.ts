/** What the anchors of this engine open. Asked for where results are kept for engines to come, or taken over from earlier ones. */
import { readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type AnchorDigests, anchorDigestsOf, anchorsOfText } from "./anchor-digests.ts";
import { loadCatalogue } from "./models/catalogue.ts";

/** What the bundled command carries of the sources it was made from: texts by language. */
const carried = fileURLToPath(new URL("./engine-anchors.json", import.meta.url));

let known: ReadonlyMap<string, AnchorDigests> | undefined;

/** By the language that models hold in. */
export function engineAnchors(): ReadonlyMap<string, AnchorDigests> {
  known ??= statSync(carried, { throwIfNoEntry: false }) ? read() : anchorDigestsOf(loadCatalogue());
  return known;
}

function read(): ReadonlyMap<string, AnchorDigests> {
  const texts = JSON.parse(readFileSync(carried, "utf8")) as Readonly<Record<string, string>>;
  return new Map(Object.entries(texts).map(([language, text]) => [language, anchorsOfText(text)]));
}
