"""The calls in one file: what stands as one within braces, as far as the preprocessor lets it through.

Clang drops whole functions from its tree where a header is not there, so its preprocessor and lexer decide what a call
is; its tree tells which names are variables, and what the folder declares itself.
"""

import os
from ctypes import POINTER, Structure, byref, c_uint

from clang.cindex import CursorKind, SourceRange, TokenKind, TranslationUnit, c_object_p, conf

from spelling import Spelling

OPTIONS = TranslationUnit.PARSE_DETAILED_PROCESSING_RECORD | TranslationUnit.PARSE_INCOMPLETE
# go on behind a header that is not there
KEEP_GOING = 0x200
VARIABLES = (CursorKind.VAR_DECL, CursorKind.PARM_DECL)
DECLARED = (CursorKind.FUNCTION_DECL, CursorKind.MACRO_DEFINITION)
# what stands before the name of a member or of a function that is declared
NO_CALL = (".", "->", "*", "int", "void", "char", "long", "unsigned")


class Ranges(Structure):
    _fields_ = [("count", c_uint), ("ranges", POINTER(SourceRange))]


conf.lib.clang_getSkippedRanges.restype = POINTER(Ranges)


class Unit:
    def __init__(self, index, path, args, root, names):
        unit = index.parse(path, args=args, options=OPTIONS | KEEP_GOING)
        self.tokens = [each for each in unit.get_tokens(extent=unit.cursor.extent) if each.kind != TokenKind.COMMENT]
        # what is no code: left out by the preprocessor, and the bodies of macros
        self.skipped = skipped_ranges(unit, path)
        self.names = set(names)
        self.wanted = [each.extent.start.offset for each in self.tokens if each.spelling in names]
        # of a variable the tokens of its value where it is a constant: by the offset where it is used, and by name
        # where the use was dropped
        self.variables = {}
        self.locals = {}
        self.macros = {}
        for cursor in unit.cursor.get_children():
            # the folder's own is not the library's
            if cursor.kind in DECLARED and cursor.spelling in self.names and is_under(root, cursor.location.file):
                self.names.discard(cursor.spelling)
            if conf.lib.clang_Location_isFromMainFile(cursor.location):
                self.look(cursor)

    def look(self, top):
        if top.kind == CursorKind.MACRO_DEFINITION:
            self.skipped.append((top.extent.start.offset, top.extent.end.offset))
            name, *body = [each for each in top.get_tokens() if each.kind != TokenKind.COMMENT]
            takes_arguments = body and body[0].extent.start.offset == name.extent.end.offset
            if not takes_arguments:
                self.macros[name.spelling] = body
            return
        if top.kind == CursorKind.VAR_DECL:
            self.locals[top.spelling] = constant(top)
        start, end = top.extent.start.offset, top.extent.end.offset
        waiting = [top] if any(start <= each < end for each in self.wanted) else []
        while waiting:
            cursor = waiting.pop()
            if cursor.kind in VARIABLES and cursor.spelling:
                self.locals[cursor.spelling] = constant(cursor)
            elif cursor.kind == CursorKind.DECL_REF_EXPR and cursor.referenced is not None:
                if cursor.referenced.kind in VARIABLES:
                    self.variables[spelled_at(cursor.location)] = constant(cursor.referenced)
            waiting.extend(cursor.get_children())

    def calls(self):
        spelling = Spelling(self.macros, {**self.locals, **self.variables})
        depth = 0
        for place, token in enumerate(self.tokens):
            where = token.extent.start
            text = token.spelling
            if text in ("{", "}") and not self.is_skipped(where.offset):
                depth += 1 if text == "{" else -1
            if depth < 1 or not self.is_called(place) or where.offset in self.variables:
                continue
            given = spelling.arguments(self.tokens[place + 1 :])
            if given is not None and not self.is_skipped(where.offset):
                yield {
                    "line": where.line,
                    "column": where.column,
                    "nameLine": where.line,
                    "form": "call",
                    "names": [text],
                    "arguments": given,
                }

    def is_called(self, place):
        token, before = self.tokens[place], self.tokens[place - 1]
        if token.kind != TokenKind.IDENTIFIER or token.spelling not in self.names:
            return False
        if before.extent.start.line != token.extent.start.line:
            # the end of a directive, for instance
            return True
        return before.kind != TokenKind.IDENTIFIER and before.spelling not in NO_CALL

    def is_skipped(self, offset):
        return any(start <= offset < end for start, end in self.skipped)


def skipped_ranges(unit, path):
    ranges = conf.lib.clang_getSkippedRanges(unit, unit.get_file(path)).contents
    found = [ranges.ranges[each] for each in range(ranges.count)]
    return [(each.start.offset, each.end.offset) for each in found]


def is_under(root, file):
    return file is not None and os.path.abspath(file.name).startswith(root + os.sep)


def constant(variable):
    """Tokens of what a `const` is defined to be; None of any other variable."""
    if variable.kind != CursorKind.VAR_DECL or "const" not in variable.type.spelling:
        return None
    tokens = [each for each in variable.get_tokens() if each.kind != TokenKind.COMMENT]
    equals = next((place for place, each in enumerate(tokens) if each.spelling == "="), None)
    return None if equals is None else tokens[equals + 1 :]


def spelled_at(location):
    """Offset in the file, also of what stands in the arguments of a macro."""
    file, line, column, offset = c_object_p(), c_uint(), c_uint(), c_uint()
    conf.lib.clang_getFileLocation(location, byref(file), byref(line), byref(column), byref(offset))
    return offset.value
