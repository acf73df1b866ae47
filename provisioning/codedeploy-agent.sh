#!/bin/bash
# Installs the CodeDeploy agent, in the same release on every host: the package is fetched by its name, never as "latest". Version 1 needs Ruby
# and has one package for all processors; version 2 is a native binary for each. An agent in the machine image is left unchanged.
# Must be the last step, because CodeDeploy sends the first revision as soon as the agent polls for it.
#   GOSTYLE_CODEDEPLOY_AGENT   version and build, as in the name of the package
set -euo pipefail

install_codedeploy_agent() {
  if systemctl is-active --quiet codedeploy-agent; then
    echo "codedeploy-agent: is active"
    return
  fi
  local architecture=noarch region package
  case "$GOSTYLE_CODEDEPLOY_AGENT" in
    1.*) dnf install -y -q ruby ;;
    *) architecture="$(uname -m)" ;;
  esac
  region="$(instance_region)"
  package="$(mktemp -d)/codedeploy-agent-$GOSTYLE_CODEDEPLOY_AGENT.$architecture.rpm"
  fetch_package "$region" "$package"
  dnf install -y -q "$package"
  rm -rf "${package%/*}"
  systemctl enable codedeploy-agent
  systemctl start codedeploy-agent
  systemctl is-active codedeploy-agent
  echo "codedeploy-agent: $GOSTYLE_CODEDEPLOY_AGENT is installed"
}

fetch_package() {
  local domain=amazonaws.com url
  [[ "$1" != cn-* ]] || domain=amazonaws.com.cn
  url="https://aws-codedeploy-$1.s3.$1.$domain/releases/${2##*/}"
  if ! curl -fsS --retry 5 --retry-connrefused --max-time 60 -o "$2" "$url"; then
    echo "codedeploy-agent: there is no $url; choose a release that the region has" >&2
    return 1
  fi
}

# Uses IMDSv2, because version 1 is turned off.
instance_region() {
  local metadata=http://169.254.169.254/latest token
  token="$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' "$metadata/api/token")"
  curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/placement/region"
}

install_codedeploy_agent
