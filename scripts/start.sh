#!/bin/bash
# The main job, as a user would run it: installs the packed library in the example, and runs the example's pipeline on this machine.
# Runs under a small load, to show that no request is dropped.
# Usage: npm start [-- OPTIONS OF gostyle run]
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

node scripts/check-machine.mjs example/.gostyle
{
  timed scripts/pack-library.sh
  timed scripts/npm-ci.sh example dist/js/gostyle-web-pipeline.tgz
} >&2
postgres="$(scripts/postgres.sh)"
[[ -z "$postgres" ]] || export PATH="$postgres:$PATH"

exec node example/node_modules/gostyle-web-pipeline/assets/local/gostyle.mjs run --app example --source . \
  --stores example/local-stores.json --load 20 "$@"
