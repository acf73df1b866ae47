#!/bin/bash
# The library as npm would publish it, at dist/js/gostyle-web-pipeline.tgz. Made only when its inputs have changed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

archive=dist/js/gostyle-web-pipeline.tgz
inputs=(src local/src local/page local/bundle.mjs provisioning package.json package-lock.json .npmignore)

# Neither git, which an archive from CodePipeline lacks, nor times, which a fresh checkout changes.
made_from="$(find "${inputs[@]}" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)"
if [[ -e "$archive" && "$(cat "$archive.made-from" 2>/dev/null)" == "$made_from" ]]; then
  echo "$archive is up to date"
  exit 0
fi

# Node.js 20 works and is past its end: jsii would say so in a banner.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
timed scripts/npm-ci.sh .
timed npx projen pre-compile
timed npx projen compile
mkdir -p "$(dirname "$archive")"
packed="$(npm pack --silent --pack-destination "$(dirname "$archive")")"
mv "dist/js/$packed" "$archive"
echo "$made_from" >"$archive.made-from"
