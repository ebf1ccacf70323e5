"""The oracle for C: lists every call of the asked functions under a folder, as clang reads the files.

stdin: {"functions": [{"form": "call", "name": "EVP_sha1"}]}; the argument is the folder; stdout: one JSON object a line
(../protocol.ts). Needs the package `libclang`. Nothing is built: each file is parsed with none and with all of the
switches that it tests, with a library older and newer than all it asks for, and headers that are not there are done
without. A function that the folder itself declares is not the library's.
"""

import json
import os
import re
import sys

from clang.cindex import Index, LibclangError

from calls import Unit
from switches import flags

EXTENSIONS = (".c", ".h")
# larger ones are tables
MAX_BYTES = 2_000_000


def read(index, root, path, names, include):
    """Calls by place, over all readings."""
    with open(path, "rb") as file:
        content = file.read(MAX_BYTES)
    text = content.decode("utf-8", "replace")
    if not any(word in names for word in re.findall(r"([A-Za-z_]\w*)\s*\(", text)):
        return {}
    found = {}
    for switches in flags(text):
        for call in Unit(index, path, include + switches, root, names).calls():
            found.setdefault((call["line"], call["column"]), call)
    return found


def includes(root):
    """Folders of headers, so that those of the folder itself are found."""
    folders = {here for here, _, files in os.walk(root) if any(each.endswith(".h") for each in files)}
    parents = {os.path.dirname(each) for each in folders if len(each) > len(root)}
    return [f"-I{each}" for each in sorted(folders | parents)]


def main():
    root = os.path.abspath(sys.argv[1])
    asked = json.load(sys.stdin)["functions"]
    names = {each["name"] for each in asked if each["form"] == "call" and re.fullmatch(r"\w+", each["name"])}
    index = Index.create()
    include = includes(root)
    for here, folders, files in os.walk(root):
        folders.sort()
        for file in sorted(files):
            path = os.path.join(here, file)
            if not file.endswith(EXTENSIONS) or os.path.islink(path):
                continue
            found = read(index, root, path, names, include)
            for place in sorted(found):
                print(json.dumps({"path": os.path.relpath(path, root).replace(os.sep, "/"), **found[place]}))


try:
    main()
except LibclangError as error:
    sys.exit(str(error))
