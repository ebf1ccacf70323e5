#!/usr/bin/env bash
# Scans once, writes every report, and says how it went. Findings do not fail this step: they are shown first.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Words of their own: a command may have arguments.
read -r -a command <<<"${SCAN_COMMAND:-$here/node_modules/.bin/pqc-audit}"
results=${SCAN_RESULTS:-pqc-audit-results}
mkdir -p "$results"
rm -f "$results/result.json"

arguments=(scan "${SCAN_PATH:-.}" --format json --output "$results/result.json")
# What an earlier run left here is no code.
if [[ "$results" != /* ]]; then arguments+=(--exclude "$results/"); fi
if [ -n "${SCAN_BASE:-}" ]; then
  # A checkout has one commit unless it was asked for more; where they parted is known from their history alone.
  if ! git merge-base --is-ancestor "$SCAN_BASE" HEAD 2>/dev/null; then
    if [ "$(git rev-parse --is-shallow-repository)" = true ]; then git fetch --quiet --no-tags --unshallow origin; fi
    git cat-file -e "$SCAN_BASE^{commit}" 2>/dev/null || git fetch --quiet --no-tags origin "$SCAN_BASE"
  fi
  arguments+=(--since "$(git merge-base "$SCAN_BASE" HEAD)")
fi
if [ -n "${SCAN_FAIL_ON:-}" ]; then arguments+=(--fail-on "$SCAN_FAIL_ON"); fi
if [ -n "${SCAN_BASELINE:-}" ] && [ -f "$SCAN_BASELINE" ]; then arguments+=(--baseline "$SCAN_BASELINE"); fi
read -r -a more <<<"${SCAN_ARGUMENTS:-}"

code=0
"${command[@]}" "${arguments[@]}" "${more[@]}" || code=$?
# Wrong usage, or ended from outside: there is no result.
if [ ! -s "$results/result.json" ]; then exit "$((code == 0 ? 2 : code))"; fi
"${command[@]}" report "$results/result.json" --format sarif,markdown,junit,html --folder "$results" --quiet

if [ -n "${GITHUB_OUTPUT:-}" ]; then printf 'code=%s\nresults=%s\n' "$code" "$results" >>"$GITHUB_OUTPUT"; fi
if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then cat "$results/pqc-audit.md" >>"$GITHUB_STEP_SUMMARY"; fi
