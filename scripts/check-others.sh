#!/bin/bash
# Checks shell scripts, the service and the example.
set -euo pipefail
cd "$(dirname "$0")/.."
npx projen test:others
