#!/bin/bash
# Compiles the library with the oldest aws-cdk-lib and constructs that package.json allows, and synthesizes with them for comparison with
# the newest. Usage: verification/floor.sh DIRECTORY
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

floor=verification/.floor
oldest() { node -p "\`$1@\${require('./package.json').peerDependencies['$1'].replace('^', '')}\`"; }
wanted="$(oldest aws-cdk-lib) $(oldest constructs)"

if [[ "$(cat "$floor/.installed-for" 2>/dev/null)" != "$wanted" ]]; then
  rm -rf "$floor"
  mkdir -p "$floor"
  echo '{ "private": true }' >"$floor/package.json"
  # shellcheck disable=SC2086 # two packages
  timed npm install --prefix "$floor" --save-exact --prefer-offline --ignore-scripts --no-audit --no-fund --loglevel=error $wanted
  echo "$wanted" >"$floor/.installed-for"
fi

compile() {
  npx tsc -p verification/floor.tsconfig.json || {
    echo "the library does not compile with $wanted, which package.json lets a user have:" >&2
    echo "raise CDK_PEER_FLOOR in .projenrc.ts, with its reason, or do without" >&2
    return 1
  }
}
timed compile
TSX_TSCONFIG_PATH="$PWD/verification/floor.tsconfig.json" verification/synth.sh "$1"
