#!/usr/bin/env bash
# Gives a repository's CBOM to Dependency-Track (4.x): upload.sh FOLDER PROJECT VERSION
# DEPENDENCY_TRACK_URL names the server, DEPENDENCY_TRACK_KEY_FILE a file with an API key that has BOM_UPLOAD and
# PROJECT_CREATION_UPLOAD.
set -euo pipefail

folder=${1:?say which folder}
project=${2:?say which project}
version=${3:?say which version}
read -r -a command <<<"${SCAN_COMMAND:-npx --yes pqc-audit@0.1.0}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Dependency-Track 4 reads CycloneDX up to 1.6.
"${command[@]}" scan "$folder" --format cbom-1.6 --output "$work/cbom.json" --quiet
# The key goes through a file: arguments can be read by every process.
printf 'X-Api-Key: %s\n' "$(cat "${DEPENDENCY_TRACK_KEY_FILE:?}")" >"$work/header"
curl --fail-with-body --silent --show-error --header "@$work/header" \
  --form "autoCreate=true" --form "projectName=$project" --form "projectVersion=$version" \
  --form "bom=@$work/cbom.json;type=application/json" \
  "${DEPENDENCY_TRACK_URL:?}/api/v1/bom"
