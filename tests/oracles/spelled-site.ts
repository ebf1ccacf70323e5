/** A call as an oracle spells it, in the shape that models are matched against: no grammar, no front end behind it. */
import type { Site, SourceFile, Value } from "@pqc-audit/scanner/languages/language.ts";
import type { Node, Tree } from "web-tree-sitter";
import type { OracleCall, Spelled, SpelledArgument } from "./protocol.ts";

export interface SpelledSite {
  readonly site: Site;
  /** Answers for the site's own nodes only. */
  readonly file: SourceFile;
}

export function spelledSite(call: OracleCall, name: string): SpelledSite {
  const values = new Map<number, Value>();
  // Matching hands nodes back to be evaluated and never looks into them.
  const nodeOf = (value: Value): Node => {
    const id = values.size + 1;
    values.set(id, value);
    return { id } as unknown as Node;
  };
  const siteOf = (form: Site["form"], called: string, given: readonly SpelledArgument[]): Site => ({
    form,
    names: [called],
    node: nodeOf({ kind: "unknown" }),
    arguments: given.map((each) => ({
      ...(each.name !== undefined && { name: each.name }),
      node: nodeOf(toValue(each.value)),
    })),
    receiver: nodeOf({ kind: "name", name: ownerOf(called) }),
  });
  const toValue = (value: Spelled): Value => {
    if (value === null) return { kind: "unknown" };
    if ("string" in value) return { kind: "string", text: value.string };
    if ("number" in value) return { kind: "number", value: value.number };
    if ("boolean" in value) return { kind: "boolean", value: value.boolean };
    if ("none" in value) return { kind: "none" };
    if ("name" in value) return { kind: "name", name: value.name };
    if ("call" in value) return { kind: "call", site: siteOf("call", value.call, value.arguments) };
    if ("list" in value) return { kind: "list", items: value.list.map(toValue) };
    const fields = new Map(Object.entries(value.object));
    return {
      kind: "object",
      field: (key) => {
        const found = fields.get(key);
        return found === undefined ? undefined : toValue(found);
      },
    };
  };
  const file: SourceFile = {
    text: "",
    tree: {} as Tree,
    siteAt: () => undefined,
    evaluate: (node) => values.get(node.id) ?? { kind: "unknown" },
    binding: () => undefined,
    chained: () => undefined,
  };
  return { site: siteOf(call.form, name, call.arguments), file };
}

/** What the last segment belongs to. */
function ownerOf(name: string): string {
  return name.replace(/[./:\\]*[^./:\\]+$/, "");
}
