"""What the arguments of a call spell out: literals, constants of the file, names and calls by import."""

import ast

MAX_DEPTH = 24
# expressions looked at for one call: `x = f(x, x)` would be looked at for ever
MAX_LOOKS = 2_000
# a larger one is no parameter of anything
MAX_NUMBER = 1 << 40


class Spelling:
    def __init__(self, scopes):
        self.scopes = scopes
        self.looks = 0

    def of(self, call, scope):
        self.looks = 0
        return self.arguments(call, scope, 0)

    def arguments(self, call, scope, depth):
        given = []
        for each in call.args:
            if isinstance(each, ast.Starred):
                # nobody knows which argument stands where behind it
                break
            given.append({"value": self.value(each, scope, depth + 1)})
        for each in call.keywords:
            if each.arg is not None:
                given.append({"name": each.arg, "value": self.value(each.value, scope, depth + 1)})
        return given

    def value(self, node, scope, depth=0):
        self.looks += 1
        if depth > MAX_DEPTH or self.looks > MAX_LOOKS:
            return None
        if isinstance(node, ast.Constant):
            return constant(node.value)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self.named(node, scope, depth)
        if isinstance(node, ast.Call):
            names = self.scopes.qualify(node.func, scope)
            return {"call": names[0], "arguments": self.arguments(node, scope, depth)} if names else None
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return {"list": [self.value(each, scope, depth + 1) for each in node.elts]}
        if isinstance(node, ast.Dict):
            fields = {}
            for key, value in zip(node.keys, node.values):
                if isinstance(key, ast.Constant) and isinstance(key.value, (str, int)):
                    fields[str(key.value)] = self.value(value, scope, depth + 1)
            return {"object": fields}
        if isinstance(node, (ast.UnaryOp, ast.BinOp)):
            return self.computed(node, scope, depth)
        return None

    def named(self, node, scope, depth):
        names = self.scopes.qualify(node, scope)
        if names:
            return {"name": names[0]}
        if not isinstance(node, ast.Name):
            return None
        value, holder = self.scopes.value(node.id, scope)
        return None if value is None else self.value(value, holder, depth + 1)

    def computed(self, node, scope, depth):
        if isinstance(node, ast.UnaryOp):
            operand = plain(self.value(node.operand, scope, depth + 1))
            return constant(-operand) if isinstance(node.op, ast.USub) and is_number(operand) else None
        left = plain(self.value(node.left, scope, depth + 1))
        right = plain(self.value(node.right, scope, depth + 1))
        if isinstance(node.op, ast.Add) and isinstance(left, str) and isinstance(right, str):
            return constant(left + right)
        if not (is_number(left) and is_number(right)):
            return None
        return constant(computed(node.op, left, right))


def computed(operator, left, right):
    if isinstance(operator, ast.Add):
        return left + right
    if isinstance(operator, ast.Sub):
        return left - right
    if isinstance(operator, ast.Mult):
        return left * right
    if isinstance(operator, ast.LShift) and 0 <= right < 64:
        return left << right
    if isinstance(operator, ast.Pow) and 0 <= right < 64 and abs(left) < 64:
        return left**right
    return None


def constant(value):
    if isinstance(value, bool):
        return {"boolean": value}
    if is_number(value):
        return {"number": value} if abs(value) < MAX_NUMBER else None
    if isinstance(value, str):
        return {"string": value}
    if isinstance(value, bytes):
        return {"string": value.decode("latin-1")}
    return {"none": True} if value is None else None


def is_number(value):
    return isinstance(value, int) and not isinstance(value, bool)


def plain(value):
    if value is None:
        return None
    return value.get("number", value.get("string"))
