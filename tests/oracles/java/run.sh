#!/bin/sh
# Compiles the oracle for Java and runs it on the folder that is given.
set -eu
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -J-XX:TieredStopAtLevel=1 -d "$classes" "$(dirname "$0")"/*.java
java -cp "$classes" Oracle "$@"
