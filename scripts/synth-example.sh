#!/bin/bash
# Synthesizes the example's cloud assembly: packs the library and installs it into the example, as a user would.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

timed scripts/pack-library.sh
timed scripts/npm-ci.sh example dist/js/gostyle-web-pipeline.tgz
cd example
timed npm run --silent synth
