#!/bin/bash
# Prints the size of the project: lines, files and the longest line of each part; bytes of the bundles and of the packed package.
set -euo pipefail
cd "$(dirname "$0")/.."

# shellcheck disable=SC2016 # the program is awk's
measure() {
  git ls-files -z -- "$1/*.ts" "$1/*.tsx" | xargs -0 awk -v part="$1" '
    FNR == 1 { files++ } { lines++ } length($0) > longest { longest = length($0) }
    END { printf "%-18s %6d lines %4d files, longest line %d\n", part, lines, files, longest }'
}

for part in src local/src local/src/checks local/page test local/test; do measure "$part"; done
for bundle in assets/local/checks.cjs assets/local/gostyle.mjs; do
  [[ ! -e "$bundle" ]] || printf '%-28s %9d bytes\n' "$bundle" "$(stat -c %s "$bundle")"
done
for folder in assets/local/chunks assets/local/page; do
  [[ ! -d "$folder" ]] || printf '%-28s %9d bytes\n' "$folder" "$(du -sb "$folder" | cut -f 1)"
done
archive=dist/js/gostyle-web-pipeline.tgz
[[ ! -e "$archive" ]] || printf '%-28s %9d bytes\n' "$archive" "$(stat -c %s "$archive")"
