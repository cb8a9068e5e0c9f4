#!/usr/bin/env bash
# Installs what the product (fonts) or its tests (tests) need from the system's
# own package managers. Says exactly what to do where it may not install.
set -euo pipefail
cd "$(dirname "$0")/.."

missing=()
need() { # need PACKAGE FILE-OR-COMMAND
	if [[ $2 == /* ]]; then compgen -G "$2" >/dev/null && return; else command -v "$2" >/dev/null && return; fi
	missing+=("$1")
}

install_missing() {
	[[ ${#missing[@]} -eq 0 ]] && return 0
	if ! command -v apt-get >/dev/null || [[ $(id -u) -ne 0 ]]; then
		echo "Please install: ${missing[*]}   (Debian: sudo apt-get install ${missing[*]})" >&2
		return 1
	fi
	echo "installing ${missing[*]} …" >&2
	local log; log=$(mktemp)
	{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 || { tail -20 "$log" >&2; return 1; }
	rm -f "$log"
}

for what in "$@"; do
	case $what in
	fonts)
		need fonts-ipamj-mincho '/usr/share/fonts/*/ipamj/*.ttf'
		;;
	tests)
		need fonts-ipamj-mincho '/usr/share/fonts/*/ipamj/*.ttf'
		need fonts-morisawa-bizud-gothic '/usr/share/fonts/*/bizud-gothic/*.ttf'
		need fonts-klee '/usr/share/fonts/*/klee/*.ttf'
		need fonts-yusei-magic '/usr/share/fonts/*/yusei-magic/*.ttf'
		need postgresql '/usr/lib/postgresql/*/bin/initdb'
		need poppler-utils pdftoppm
		need chromium-headless-shell chromium-headless-shell
		need gcc gcc
		;;
	esac
done
install_missing

for what in "$@"; do
	if [[ $what == tests ]]; then
		command -v npm >/dev/null || { missing=(nodejs npm); install_missing; }
		[[ -d e2e/node_modules/@playwright/test ]] || (cd e2e && npm ci --no-audit --no-fund --silent)
	fi
done
