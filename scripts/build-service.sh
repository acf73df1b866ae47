#!/bin/bash
# Builds the revision: installs, checks, tests and bundles the service.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/timed.sh

timed scripts/npm-ci.sh service
cd service
timed npm run --silent compile
timed npm run --silent lint
timed npm run --silent test:compiled
timed npm run --silent bundle
