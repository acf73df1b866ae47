#!/bin/bash
# The end of baking: the packages that a host would otherwise install, and an agent that waits until a host is set up.
#   GOSTYLE_IMAGE_PACKAGES   names of packages, one a line; may be empty
set -euo pipefail

finish_image() {
  local packages=()
  mapfile -t packages < <(grep . <<<"$GOSTYLE_IMAGE_PACKAGES" || true)
  if ((${#packages[@]} > 0)); then dnf install -y -q "${packages[@]}"; fi
  systemctl disable codedeploy-agent
  systemctl stop codedeploy-agent
  # What it knows of the machine that the image was baked on.
  rm -rf /opt/codedeploy-agent/deployment-root /var/log/aws/codedeploy-agent
  echo "baking: done"
}

finish_image
