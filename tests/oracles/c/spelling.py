"""What the arguments of a call spell out, token by token: literals, constants of the file, other names and calls."""

import ast
import re

from clang.cindex import TokenKind

MAX_DEPTH = 8
MAX_ARGUMENTS = 64
OPEN, CLOSE = ("(", "[", "{"), (")", "]", "}")
STRING = re.compile(r'^(?:u8|[uUL])?(".*")$', re.S)
NUMBER = re.compile(r"^(0[xX][0-9a-fA-F]+|\d+)[uUlL]*$")


class Spelling:
    """`macros` by name and `variables` by name or offset, each with the tokens of its value."""

    def __init__(self, macros, variables):
        self.macros = macros
        self.variables = variables

    def arguments(self, tokens, depth=0):
        """Of what begins with an argument list; None of anything else."""
        if not tokens or tokens[0].spelling != "(":
            return None
        parts, part, level = [], [], 0
        for each in tokens:
            text = each.spelling
            if text in CLOSE:
                level -= 1
                if level == 0:
                    break
            if text == "," and level == 1:
                parts.append(part)
                part = []
            elif level > 0:
                part.append(each)
            if text in OPEN:
                level += 1
        else:
            return None
        if part or parts:
            parts.append(part)
        return [{"value": self.value(each, depth + 1)} for each in parts[:MAX_ARGUMENTS]]

    def value(self, tokens, depth=0):
        tokens = bare(tokens)
        if not tokens or depth > MAX_DEPTH:
            return None
        if all(each.kind == TokenKind.LITERAL for each in tokens):
            return literal([each.spelling for each in tokens])
        first, *rest = tokens
        if first.spelling == "-" and len(rest) == 1:
            value = self.value(rest, depth + 1)
            return {"number": -value["number"]} if value and "number" in value else None
        if first.kind != TokenKind.IDENTIFIER:
            return None
        if not rest:
            return self.named(first, depth)
        given = self.arguments(rest, depth) if closes_last(rest) else None
        return None if given is None else {"call": first.spelling, "arguments": given}

    def named(self, token, depth):
        name = token.spelling
        if name == "NULL":
            return {"none": True}
        if name in ("true", "false"):
            return {"boolean": name == "true"}
        if name in self.macros:
            return self.value(self.macros[name], depth + 1)
        offset = token.extent.start.offset
        used = offset if offset in self.variables else name
        if used not in self.variables:
            return {"name": name}
        constant = self.variables[used]
        return None if constant is None else self.value(constant, depth + 1)


def closes_last(tokens):
    """Whether the list that begins here ends with the last token."""
    level = 0
    for place, each in enumerate(tokens):
        level += (each.spelling in OPEN) - (each.spelling in CLOSE)
        if level == 0:
            return place == len(tokens) - 1
    return False


def bare(tokens):
    """Without parentheses around all of it, and without casts before it."""
    while len(tokens) > 2 and tokens[0].spelling == "(":
        if closes_last(tokens):
            tokens = tokens[1:-1]
            continue
        level = end = 0
        for end, each in enumerate(tokens):
            level += (each.spelling in OPEN) - (each.spelling in CLOSE)
            if level == 0:
                break
        inside, behind = tokens[1:end], tokens[end + 1]
        is_type = any(each.kind == TokenKind.KEYWORD or each.spelling == "*" for each in inside)
        if not is_type and behind.kind not in (TokenKind.IDENTIFIER, TokenKind.LITERAL):
            return tokens
        tokens = tokens[end + 1 :]
    return tokens


def literal(texts):
    strings = [STRING.match(text) for text in texts]
    if all(strings):
        try:
            return {"string": "".join(ast.literal_eval(each.group(1)) for each in strings)}
        except (SyntaxError, ValueError):
            return None
    number = NUMBER.match(texts[0]) if len(texts) == 1 else None
    if number is None:
        return None
    digits = number.group(1)
    is_octal = len(digits) > 1 and digits.isdigit() and digits[0] == "0"
    try:
        return {"number": int(digits, 8 if is_octal else 0)}
    except ValueError:
        return None
