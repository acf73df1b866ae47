#!/bin/bash
# The cloud assembly: packs the library, installs it into the example as a user would, and synthesizes.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

timed scripts/pack-library.sh
timed scripts/npm-ci.sh example dist/js/gostyle-web-pipeline.tgz
cd example
timed npm run --silent synth
