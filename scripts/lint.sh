#!/bin/bash
# Unused files, exports and packages (knip), and ESLint on everything that projen lists.
set -euo pipefail
cd "$(dirname "$0")/.."
npx projen knip
npx projen eslint
