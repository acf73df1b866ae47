#!/bin/bash
# Packs the project type of projen as npm would publish it, with the version of the library: dist/js/gostyle-web-pipeline-projen.tgz.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

# Below the root, whose node_modules contains jsii, projen and constructs.
work="$(mktemp -d -p "$PWD" .project-type-XXXXXX)"
trap 'rm -rf "$work"' EXIT
cp -r projen/. "$work"
rm "$work/tsconfig.json"
cp LICENSE "$work"
node -e '
  const [file, version] = process.argv.slice(1);
  fs.writeFileSync(file, JSON.stringify({ ...JSON.parse(fs.readFileSync(file, "utf8")), version }, undefined, 2));
' "$work/package.json" "$(node -p 'require("./package.json").version')"

node local/bundle-init.mjs "$work/assets"
# Node.js 20 works but has reached its end of life, which jsii would report in a banner.
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=20
# Compiled with the newest projen, although older ones are allowed as peers.
timed npx --no -- jsii "$work" --silence-warnings metadata/missing-dev-dependency
mkdir -p dist/js
packed="$(cd "$work" && npm pack --silent --pack-destination "$OLDPWD/dist/js")"
mv "dist/js/$packed" dist/js/gostyle-web-pipeline-projen.tgz
