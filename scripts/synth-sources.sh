#!/bin/bash
# Synthesizes the cloud assembly of an example from the library's sources: the same as with the packed library, without packing it.
# Usage: scripts/synth-sources.sh EXAMPLE.ts DIRECTORY
set -euo pipefail
cd "$(dirname "$0")/../example"

# Validation has its own tests and takes most of the time.
CDK_OUTDIR="$2" CDK_VALIDATION=false TSX_TSCONFIG_PATH="${TSX_TSCONFIG_PATH:-../test/examples/tsconfig.json}" exec node --import tsx "$1"
