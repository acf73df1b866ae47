#!/bin/bash
# Configures the CodeDeploy agent for the VPC endpoint codedeploy-commands-secure, with the permissions of the instance. Version 1 of the agent
# reads keys with a leading colon (Ruby symbols); the other form is for version 2.
set -euo pipefail

use_codedeploy_endpoint() {
  local file=/etc/codedeploy-agent/conf/codedeployagent.yml setting
  install -d -m 0755 "$(dirname "$file")"
  [[ -e "$file" ]] || echo '---' >"$file"
  for setting in :enable_auth_policy enable_auth_policy; do
    sed -i "/^$setting:/d" "$file"
    echo "$setting: true" >>"$file"
  done
  systemctl restart codedeploy-agent
  echo "codedeploy-endpoint: the agent uses the VPC endpoint"
}

use_codedeploy_endpoint
