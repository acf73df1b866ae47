#!/bin/bash
# Packs the library as npm would publish it: dist/js/gostyle-web-pipeline.tgz. Does nothing if its inputs have not changed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

archive=dist/js/gostyle-web-pipeline.tgz
inputs=(
  src local/src local/page local/bundle.mjs local/bundle-options.mjs projenrc/on-demand.cjs
  provisioning package.json package-lock.json .npmignore
)

# Compares content, because an archive from CodePipeline has no git, and a fresh checkout has new modification times.
made_from="$(find "${inputs[@]}" -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)"
if [[ -e "$archive" && "$(cat "$archive.made-from" 2>/dev/null)" == "$made_from" ]]; then
  echo "$archive is up to date"
  exit 0
fi

# Node.js 20 works but has reached its end of life, which jsii would report in a banner.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
timed scripts/npm-ci.sh .
timed npx projen pre-compile
timed npx projen compile
mkdir -p "$(dirname "$archive")"
packed="$(npm pack --silent --pack-destination "$(dirname "$archive")")"
mv "dist/js/$packed" "$archive"
echo "$made_from" >"$archive.made-from"
