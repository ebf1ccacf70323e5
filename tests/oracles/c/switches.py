"""How a file is to be read: with none of the switches it tests, with all of them, with old and with new libraries."""

import re
import subprocess

# what a build sets; what a compiler or a platform sets stays as it is
SWITCH = re.compile(r"^(?:[A-Z][A-Z0-9]*_)?(?:USE|HAVE|ENABLE|WITH|CONFIG|SUPPORT|BUILD)_\w+$")
VERSION = re.compile(r"^[A-Z]+_VERSION_NUM(?:BER)?$")
# below and above all that are asked for; without the headers of this machine, which would say their own
VERSIONS = ("0x1", "0x7fffffff")
TESTED = re.compile(r"^[ \t]*#[ \t]*(?:if|ifdef|elif)\b(.*(?:\\\n.*)*)", re.M)
BASE = ["-x", "c", "-std=gnu11", "-Wno-everything", "-ferror-limit=0"]


def compiler_headers():
    """Where `stddef.h` and its like lie: libclang comes without them."""
    try:
        said = subprocess.run(["cc", "-print-file-name=include"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    return ["-isystem", said.stdout.strip()]


HEADERS = compiler_headers()


def flags(text):
    tested = {word for line in TESTED.findall(text) for word in re.findall(r"[A-Za-z_]\w*", line)}
    base = BASE + HEADERS
    switches = [f"-D{word}=1" for word in sorted(tested) if SWITCH.match(word)]
    versions = sorted(word for word in tested if VERSION.match(word))
    libraries = [["-nostdinc", *(f"-D{word}={number}" for word in versions)] for number in VERSIONS if versions]
    return [base + each + library for each in ([[], switches] if switches else [[]]) for library in [[], *libraries]]
