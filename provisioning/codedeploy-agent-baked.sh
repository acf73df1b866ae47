#!/bin/bash
# The CodeDeploy agent of a baked machine image, which does not start by itself. The last step: CodeDeploy sends the first revision as soon as the
# agent answers.
set -euo pipefail

start_codedeploy_agent() {
  if systemctl is-active --quiet codedeploy-agent; then
    echo "codedeploy-agent: is active"
    return
  fi
  systemctl enable codedeploy-agent
  systemctl start codedeploy-agent
  systemctl is-active codedeploy-agent
}

start_codedeploy_agent
