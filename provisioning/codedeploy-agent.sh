#!/bin/bash
# The CodeDeploy agent: version 2 (one native binary), or version 1 (Ruby) in regions that do not have 2 yet.
# The last step: CodeDeploy sends the first revision as soon as the agent answers.
set -euo pipefail

install_codedeploy_agent() {
  if systemctl is-active --quiet codedeploy-agent; then
    echo "codedeploy-agent: is active"
    return
  fi
  local region installer
  region="$(instance_region)"
  installer="$(mktemp)"
  if fetch_installer "$region" latestv2 "$installer" && sh "$installer" auto; then
    echo "codedeploy-agent: version 2 is installed"
  else
    echo "codedeploy-agent: version 2 cannot be installed in $region, falling back to version 1"
    dnf install -y -q ruby
    fetch_installer "$region" latest "$installer"
    ruby "$installer" auto
  fi
  rm -f "$installer"
  systemctl enable codedeploy-agent
  systemctl start codedeploy-agent
  systemctl is-active codedeploy-agent
}

fetch_installer() {
  local domain=amazonaws.com
  [[ "$1" != cn-* ]] || domain=amazonaws.com.cn
  curl -fsS --retry 5 --retry-connrefused --max-time 60 -o "$3" "https://aws-codedeploy-$1.s3.$1.$domain/$2/install"
}

# IMDSv2: version 1 is switched off.
instance_region() {
  local metadata=http://169.254.169.254/latest token
  token="$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token")"
  curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/placement/region"
}

install_codedeploy_agent
