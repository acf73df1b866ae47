#!/bin/bash
# Runs the tests that take at most a few seconds each, in under a minute, and lists what it leaves out.
# Usage: npm run test:quick [-- OPTIONS OF jest]
set -euo pipefail
cd "$(dirname "$0")/.."

left_out=(
  'local/test/engine/' # whole runs of the pipeline, with real processes
  'local/test/fleet/'  # real instances
  'local/test/web/'    # a real browser
  'local/test/balancer/(soak|rolling-restart)'
  'local/test/codebuild/(stop|cache|killed-runner)'
  'test/examples/' 'test/readme' # the packed library, installed
  # many syntheses
  'test/checks/' 'test/contract/(properties|upgrade|nag|permissions|accounts)' 'test/core/feature-flags'
  'test/environment/' 'test/observability/'
)

npx jest --ci --testPathIgnorePatterns /node_modules/ "${left_out[@]}" "$@"

echo
echo "left out, besides the linters and type checks of \`npm test\`:"
printf '  %s\n' "${left_out[@]}"
