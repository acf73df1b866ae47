#!/bin/bash
# Runs knip (unused files, exports and packages), ESLint on everything that projen lists, and oxlint (types).
set -euo pipefail
cd "$(dirname "$0")/.."
npx projen knip
npx projen eslint
npx projen types
