#!/bin/sh
# Compiles the oracle for Java and runs it on the folder that is given.
set -eu
command -v javac >/dev/null || { echo "javac is not on PATH: install a JDK, 17 or later" >&2; exit 1; }
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -d "$classes" "$(dirname "$0")"/*.java
java -cp "$classes" Oracle "$@"
