#!/bin/bash
# ESLint over everything that projen lists.
set -euo pipefail
cd "$(dirname "$0")/.."
npx projen eslint
