#!/bin/bash
# One run of the pipeline on a repository, with the options of the action. Usage: run.sh REPOSITORY
set -euo pipefail
options=(--app "$APP" --source "$1" --once --approve all --load "$LOAD" --shorten-waits "$SHORTEN_WAITS" --json)
[[ -z "$PIPELINE" ]] || options+=(--pipeline "$PIPELINE")
[[ -z "$STORES" ]] || options+=(--stores "$STORES")
exec npx --no --prefix "$APP" gostyle run "${options[@]}"
