#!/bin/bash
# The last step of baking: installs the packages that a host would otherwise install, and disables the agent until a host is set up.
#   GOSTYLE_IMAGE_PACKAGES   names of packages, one per line; may be empty
set -euo pipefail

finish_image() {
  local packages=()
  mapfile -t packages < <(grep . <<<"$GOSTYLE_IMAGE_PACKAGES" || true)
  if ((${#packages[@]} > 0)); then dnf install -y -q "${packages[@]}"; fi
  systemctl disable codedeploy-agent
  systemctl stop codedeploy-agent
  # Removes its state of the machine on which the image was baked.
  rm -rf /opt/codedeploy-agent/deployment-root /var/log/aws/codedeploy-agent
  echo "baking: done"
}

finish_image
