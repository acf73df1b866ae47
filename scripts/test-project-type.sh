#!/bin/bash
# Does what a user of projen would do: `projen new --from` in an empty folder, `npx projen`, lint, and the pipeline on this machine under load.
# Usage: scripts/test-project-type.sh [OPTION OF projen new..]   such as --kind go --compute fargate
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

timed scripts/pack-library.sh
timed scripts/pack-project-type.sh
packages="$PWD/dist/js"
projen="$PWD/node_modules/.bin/projen" judge="$PWD/.ci/judge.mjs"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir "$work/shop"
cd "$work/shop"
export GIT_AUTHOR_NAME=test GIT_AUTHOR_EMAIL=test@example.com GIT_COMMITTER_NAME=test GIT_COMMITTER_EMAIL=test@example.com

timed "$projen" new --from "$packages/gostyle-web-pipeline-projen.tgz" --library "$packages/gostyle-web-pipeline.tgz" "$@"
timed npx projen
if [[ -n "$(git status --porcelain)" ]]; then
  echo "a second synthesis changed what projen committed:" >&2
  git status --short >&2
  exit 1
fi
timed npx projen lint
npx projen rehearse --once --approve all --load 50 --json | node "$judge"
