#!/bin/bash
# Runs the tests that take at most a few seconds each, in under a minute, and lists what it leaves out.
# Usage: npm run test:quick [-- OPTIONS OF jest]
set -euo pipefail
cd "$(dirname "$0")/.."

left_out=(
  '[.]scenario[.]test[.]ts$' # `npm run test:scenarios`
  'local/test/(engine|fleet|link-shortener)/' # whole runs of the pipeline and real instances
  'local/test/resources/ecs/(local-service|dockerfile-image)' 'local/test/resources/(database|queue)/' # real tasks and servers
  'local/test/web/approve' # a real browser
  'local/test/balancer/(bounds|load)' # load
  'local/test/codebuild/(environment|output|phases|stop)' 'local/test/codedeploy/agent/bundles' # real builds and archives
  'test/projen/' # projects made by projen
  # many syntheses
  'test/(cdn|checks|compute|contract|cost|data|delivery|docs|environment|logs|network|observability|protection)/'
)

npx jest --testPathIgnorePatterns /node_modules/ "${left_out[@]}" --ci "$@"

echo
echo "left out, besides the linters and type checks of \`npm test\`:"
printf '  %s\n' "${left_out[@]}"
