#!/bin/bash
# Starts the CodeDeploy agent of a baked machine image, where it is not enabled. Must be the last step, because CodeDeploy sends the first
# revision as soon as the agent polls for it.
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
