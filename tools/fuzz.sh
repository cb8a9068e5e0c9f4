#!/usr/bin/env bash
# Runs every fuzz function for a short while: tools/fuzz.sh [time per function].
set -euo pipefail
cd "$(dirname "$0")/.."
time=${1:-3s}
grep -rlE '^func Fuzz' --include='*_test.go' internal | while read -r file; do
	grep -oE '^func Fuzz[A-Za-z0-9_]+' "$file" | awk '{print $2}' | while read -r fn; do
		go test "./$(dirname "$file")" -run '^$' -fuzz "^$fn\$" -fuzztime "$time"
	done
done
