"""The calls in one file: what stands as one in the bodies of functions, as far as the preprocessor lets it through.

Clang drops whole expressions from its tree where a header is not there, so its lexer decides what a call is; its tree
tells where the bodies are, which names are variables, and what the folder declares itself.
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
# what stands before a name that is declared, or is a member, and not called
NO_CALL = (".", "->", "*", "struct", "extern", "static", "int", "void", "char", "long", "unsigned")


class Ranges(Structure):
    _fields_ = [("count", c_uint), ("ranges", POINTER(SourceRange))]


conf.lib.clang_getSkippedRanges.restype = POINTER(Ranges)


class Unit:
    def __init__(self, index, path, args, root, names):
        unit = index.parse(path, args=args, options=OPTIONS | KEEP_GOING)
        self.tokens = [each for each in unit.get_tokens(extent=unit.cursor.extent) if each.kind != TokenKind.COMMENT]
        self.skipped = skipped_ranges(unit, path)
        self.names = set(names)
        self.bodies = []
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
            name, *body = [each for each in top.get_tokens() if each.kind != TokenKind.COMMENT]
            takes_arguments = body and body[0].extent.start.offset == name.extent.end.offset
            if not takes_arguments:
                self.macros[name.spelling] = body
            return
        waiting = [top]
        while waiting:
            cursor = waiting.pop()
            if cursor.kind == CursorKind.COMPOUND_STMT and top.kind == CursorKind.FUNCTION_DECL:
                self.bodies.append((cursor.extent.start.offset, cursor.extent.end.offset))
            elif cursor.kind in VARIABLES and cursor.spelling:
                self.locals[cursor.spelling] = constant(cursor)
            elif cursor.kind == CursorKind.DECL_REF_EXPR and cursor.referenced is not None:
                if cursor.referenced.kind in VARIABLES:
                    self.variables[spelled_at(cursor.location)] = constant(cursor.referenced)
            waiting.extend(cursor.get_children())

    def calls(self):
        spelling = Spelling(self.macros, {**self.locals, **self.variables})
        for place, token in enumerate(self.tokens):
            if token.spelling not in self.names or token.kind != TokenKind.IDENTIFIER:
                continue
            where = token.extent.start
            if self.tokens[place - 1].spelling in NO_CALL or not self.is_run(where.offset):
                continue
            given = spelling.arguments(self.tokens[place + 1 :])
            if given is not None:
                yield {
                    "line": where.line,
                    "column": where.column,
                    "nameLine": where.line,
                    "form": "call",
                    "names": [token.spelling],
                    "arguments": given,
                }

    def is_run(self, offset):
        if offset in self.variables or any(start <= offset < end for start, end in self.skipped):
            return False
        return any(start <= offset < end for start, end in self.bodies)


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
