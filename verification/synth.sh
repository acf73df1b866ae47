#!/bin/bash
# Synthesizes the cloud assemblies to be checked: the examples, and every option of the library. Usage: verification/synth.sh DIRECTORY
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

for app in minimal production fargate lambda ../verification/apps/{fullest,variants,accounts,sources,tasks,functions,combinations}; do
  timed scripts/synth-sources.sh "$app.ts" "$1/${app##*/}"
done
