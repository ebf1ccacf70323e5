"""Lists every call of the asked functions under a folder, by Python's own parser and the imports of each file.

stdin: {"functions": [{"form": "call", "name": "hashlib.md5"}]}; the argument is the folder; stdout: one JSON object a
line (tests/oracles/protocol.ts). Runs nothing of what it reads.
"""

import ast
import json
import os
import re
import sys
import threading

from scopes import Scopes
from spelling import Spelling

EXTENSIONS = (".py", ".pyi", ".pyw")
WORD = re.compile(rb"\w+")


class Functions:
    """The names asked for; `*` stands for one segment."""

    def __init__(self, asked):
        names = [each["name"] for each in asked if each["form"] == "call"]
        self.exact = {name for name in names if "*" not in name}
        self.owners = {name.split(".")[0].encode() for name in names}
        self.members = {name.split(".")[-1].encode() for name in names}
        segments = [re.escape(name).replace(r"\*", r"[^.]+") for name in names if "*" in name]
        self.pattern = re.compile("|".join(segments) if segments else r"(?!)")

    def may_stand_in(self, content):
        """What is imported, under whatever name, is first written out: saves the parse of all other files."""
        words = set(WORD.findall(content))
        return not self.owners.isdisjoint(words) and not self.members.isdisjoint(words)

    def __contains__(self, name):
        return name in self.exact or self.pattern.fullmatch(name) is not None


def calls(tree, functions):
    scopes = Scopes(tree)
    spelling = Spelling(scopes)
    for call, scope in scopes.calls():
        names = [name for name in scopes.qualify(call.func, scope) if name in functions]
        if names:
            yield {
                "line": call.lineno,
                "column": call.col_offset + 1,
                "nameLine": call.func.end_lineno,
                "form": "call",
                "names": names,
                "arguments": spelling.of(call, scope),
            }


def read(path, functions):
    with open(path, "rb") as file:
        content = file.read()
    if not functions.may_stand_in(content):
        return []
    try:
        return list(calls(ast.parse(content), functions))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return [{"unread": f"{type(error).__name__}: {error}"}]


def main():
    root = sys.argv[1]
    functions = Functions(json.load(sys.stdin)["functions"])
    for folder, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(folder, file)
            if file.endswith(EXTENSIONS) and not os.path.islink(path):
                relative = os.path.relpath(path, root).replace(os.sep, "/")
                for record in read(path, functions):
                    print(json.dumps({"path": relative, **record}))


# Deep expressions are no reason to leave a file out.
sys.setrecursionlimit(20_000)
threading.stack_size(512 * 1024 * 1024)
thread = threading.Thread(target=main)
thread.start()
thread.join()
