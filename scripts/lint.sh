#!/bin/bash
# Runs knip (unused files, exports and packages), and ESLint on everything that projen lists.
set -euo pipefail
cd "$(dirname "$0")/.."
npx projen knip
npx projen eslint
