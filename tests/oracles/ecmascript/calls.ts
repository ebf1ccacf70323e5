/** The calls of asked functions in one file, as the protocol has them, without the path. */
import type { CallExpression, NewExpression, Node, SourceFile } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";
import type { OracleCall } from "../protocol.ts";
import { type Names, unwrapped } from "./names.ts";
import { Spelling } from "./spelling.ts";
import type { Wanted } from "./wanted.ts";

export function* callsOf(source: SourceFile, names: Names, wanted: Wanted): Generator<Omit<OracleCall, "path">> {
  const spelling = new Spelling(names);
  const waiting: Node[] = [source];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (is.isCallExpression(node) || is.isNewExpression(node)) {
      const call = callOf(node, source, names, wanted, spelling);
      if (call) yield call;
    }
    const inside: Node[] = [];
    node.forEachChild((child) => {
      inside.push(child);
    });
    waiting.push(...inside.reverse());
  }
}

function callOf(
  node: CallExpression | NewExpression,
  source: SourceFile,
  names: Names,
  wanted: Wanted,
  spelling: Spelling,
): Omit<OracleCall, "path"> | undefined {
  const form = is.isNewExpression(node) ? "new" : "call";
  const name = names.of(node.expression);
  if (name === undefined || !wanted.has(form, name)) return undefined;
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  const named = source.getLineAndCharacterOfPosition(unwrapped(node.expression).getEnd() - 1);
  return {
    line: line + 1,
    column: character + 1,
    nameLine: named.line + 1,
    form,
    names: [name],
    arguments: spelling.arguments(node.arguments ?? []),
  };
}
