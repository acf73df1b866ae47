#!/bin/bash
# Runs on an instance of the new image, before any host gets it, and checks, without a network, that it contains what hosts rely on.
#   GOSTYLE_CODEDEPLOY_AGENT   version and build of the agent
#   GOSTYLE_IMAGE_PACKAGES     names of packages, one per line; may be empty
#   GOSTYLE_PARTS_SCRIPT       name of the script with the parts; may be empty
set -euo pipefail

test_image() {
  local agent package
  agent="$(rpm -q --queryformat '%{VERSION}-%{RELEASE}' codedeploy-agent)"
  [[ "$agent" == "$GOSTYLE_CODEDEPLOY_AGENT" ]] || fail "the CodeDeploy agent is $agent, and not $GOSTYLE_CODEDEPLOY_AGENT"
  ! systemctl is-active --quiet codedeploy-agent || fail 'the CodeDeploy agent runs, so a host would get a revision before it is set up'
  while read -r package; do
    [[ -z "$package" ]] || rpm -q --quiet "$package" || fail "$package is not installed"
  done <<<"$GOSTYLE_IMAGE_PACKAGES"
  [[ -z "$GOSTYLE_PARTS_SCRIPT" || -e "/var/lib/gostyle/$GOSTYLE_PARTS_SCRIPT.done" ]] || fail "$GOSTYLE_PARTS_SCRIPT has not run"
  echo "baking: the image has what a host needs"
}

fail() {
  echo "baking: $1" >&2
  exit 1
}

test_image
