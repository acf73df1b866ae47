#!/bin/bash
# `npm ci` in a directory, unless the same packages are installed already: the build's cache restores them.
# Usage: scripts/npm-ci.sh DIRECTORY [FILE..]   FILE: what else the installation depends on
set -euo pipefail

directory="$1"
shift
stamp="$directory/node_modules/.installed-for"
wanted="$(cat "$directory/package-lock.json" "$@" | sha256sum) node $(node --version)"

if [[ "$(cat "$stamp" 2>/dev/null)" == "$wanted" ]] || { (($# == 0)) && node scripts/installed.mjs "$directory"; }; then
  echo "$directory/node_modules is up to date"
  exit 0
fi
npm ci --prefix "$directory" --prefer-offline --no-audit --no-fund --loglevel=error
echo "$wanted" >"$stamp"
