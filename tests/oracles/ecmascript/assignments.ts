import { type Expression, type Identifier, type Node, SyntaxKind } from "typescript/unstable/ast";
import * as is from "typescript/unstable/ast/is";

export interface Assignment {
  readonly name: Identifier;
  /** Nothing where it is changed in another way: `x += 1`, `[x] = list`, `for (x of list)`. */
  readonly value?: Expression;
}

/** What the variables of a file are given after their declaration, by name. */
export class Assignments {
  readonly #byName = new Map<string, Assignment[]>();

  constructor(file: Node) {
    this.#read(file);
  }

  to(name: string): readonly Assignment[] {
    return this.#byName.get(name) ?? [];
  }

  #read(node: Node): void {
    if (is.isBinaryExpression(node) && isAssignment(node.operatorToken.kind)) {
      if (is.isIdentifier(node.left) && node.operatorToken.kind === SyntaxKind.EqualsToken) {
        this.#add({ name: node.left, value: node.right });
      } else this.#changed(node.left);
    } else if (is.isPrefixUnaryExpression(node) || is.isPostfixUnaryExpression(node)) {
      if (is.isIdentifier(node.operand)) this.#changed(node.operand);
    } else if (is.isForOfStatement(node) || is.isForInStatement(node)) {
      if (!is.isVariableDeclarationList(node.initializer)) this.#changed(node.initializer);
    }
    node.forEachChild((child) => this.#read(child));
  }

  /** Every name of a target: of a pattern all that stand in it. */
  #changed(target: Node): void {
    if (is.isIdentifier(target)) this.#add({ name: target });
    else if (is.isArrayLiteralExpression(target) || is.isObjectLiteralExpression(target)) this.#names(target);
  }

  #names(pattern: Node): void {
    pattern.forEachChild((child) => {
      if (is.isIdentifier(child)) this.#add({ name: child });
      else this.#names(child);
    });
  }

  #add(assignment: Assignment): void {
    const { text } = assignment.name;
    const known = this.#byName.get(text);
    if (known) known.push(assignment);
    else this.#byName.set(text, [assignment]);
  }
}

const isAssignment = (kind: SyntaxKind): boolean =>
  kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
